/** Where a response is in its stream. */
export type Phase =
  | 'idle'
  | 'created'
  | 'queued'
  | 'in_progress'
  | 'completed'
  | 'failed'
  | 'incomplete';

/** Nothing comes behind these. */
export function isTerminal(phase: Phase): boolean {
  return phase === 'completed' || phase === 'failed' || phase === 'incomplete';
}

/** Parts of an item's `content` and of a `summary` are counted apart. */
export type PartKind = 'content' | 'summary';

/** An item or a part begins or is finished. */
interface Frames<About> {
  about: About;
  step: 'open' | 'close';
}

/** Something is written into an item or a part of this type; a `note` stands beside the text. */
interface Writes<About> {
  about: About;
  step: 'delta' | 'done' | 'note';
  type: string;
  /** Member of the event that holds what is written. */
  member: string;
}

/** What an event of a known type does. */
export type EventKind =
  /** Shows the whole response, which enters a phase. */
  | { about: 'response'; phase: Exclude<Phase, 'idle'> }
  | { about: 'error' }
  | Frames<'item'>
  | Writes<'item'>
  | Frames<PartKind>
  | Writes<PartKind>;

function text<const About>(
  about: About,
  type: string,
  doneMember: string,
): Record<'delta' | 'done', Writes<About>> {
  return {
    delta: { about, step: 'delta', type, member: 'delta' },
    done: { about, step: 'done', type, member: doneMember },
  };
}

const outputText = text('content', 'output_text', 'text');
const refusal = text('content', 'refusal', 'refusal');
const reasoning = text('content', 'reasoning_text', 'text');
const summary = text('summary', 'summary_text', 'text');
const call = text('item', 'function_call', 'arguments');
const customCall = text('item', 'custom_tool_call', 'input');

const kinds: Readonly<Record<string, EventKind>> = {
  'response.created': { about: 'response', phase: 'created' },
  'response.queued': { about: 'response', phase: 'queued' },
  'response.in_progress': { about: 'response', phase: 'in_progress' },
  'response.completed': { about: 'response', phase: 'completed' },
  'response.failed': { about: 'response', phase: 'failed' },
  'response.incomplete': { about: 'response', phase: 'incomplete' },
  error: { about: 'error' },
  'response.output_item.added': { about: 'item', step: 'open' },
  'response.output_item.done': { about: 'item', step: 'close' },
  'response.content_part.added': { about: 'content', step: 'open' },
  'response.content_part.done': { about: 'content', step: 'close' },
  'response.reasoning_summary_part.added': { about: 'summary', step: 'open' },
  'response.reasoning_summary_part.done': { about: 'summary', step: 'close' },
  'response.output_text.delta': outputText.delta,
  'response.output_text.done': outputText.done,
  'response.output_text.annotation.added': {
    about: 'content',
    step: 'note',
    type: 'output_text',
    member: 'annotation',
  },
  'response.refusal.delta': refusal.delta,
  'response.refusal.done': refusal.done,
  // The contract's name for raw reasoning, and OpenAI's.
  'response.reasoning.delta': reasoning.delta,
  'response.reasoning.done': reasoning.done,
  'response.reasoning_text.delta': reasoning.delta,
  'response.reasoning_text.done': reasoning.done,
  'response.reasoning_summary_text.delta': summary.delta,
  'response.reasoning_summary_text.done': summary.done,
  'response.function_call_arguments.delta': call.delta,
  'response.function_call_arguments.done': call.done,
  'response.custom_tool_call_input.delta': customCall.delta,
  'response.custom_tool_call_input.done': customCall.done,
};

/** Undefined for types that are not ours to judge: hosted tools and vendors have their own. */
export function kindOfEvent(type: string): EventKind | undefined {
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined;
}
