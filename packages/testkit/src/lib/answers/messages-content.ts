import type { MessagesContentBlock, MessagesRequest, MessagesThinkingBlock } from '@gw/schema';
import { type LastSaid, lastSaid } from './messages-input.ts';
import { planToolUses } from './messages-tools.ts';
import { type SampleSchema, sampleFromSchema } from './sample-from-schema.ts';
import { sealText } from './sealed.ts';
import { countTokens, splitTokens } from './tokens.ts';

type TextBlock = Extract<MessagesContentBlock, { type: 'text' }>;

/** What the model says, and why it stopped. */
export interface MessagesPlan {
  readonly content: MessagesContentBlock[];
  readonly stopReason: 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'refusal';
  /** The sequence that it stopped at. */
  readonly stopSequence: string | null;
  /** Tokens, thinking included. */
  readonly written: number;
  readonly thought: number;
}

/** @param origin of the upstream that answers: its signatures are good for itself alone. */
export function planContent(request: MessagesRequest, origin: string): MessagesPlan {
  const thinking = thinks(request) ? [planThinking(request, origin)] : [];
  const thought = thinking.length > 0 ? countTokens(thoughtsOf(request)) : 0;
  const plan = planAnswer(request, request.max_tokens - thought);
  return {
    ...plan,
    content: [...thinking, ...plan.content],
    written: plan.written + thought,
    thought,
  };
}

/** The model thinks when it is asked to. */
function thinks({ thinking }: MessagesRequest): boolean {
  return thinking?.type === 'enabled' || thinking?.type === 'adaptive';
}

/** Whether it tells or not, it has thought this. */
function thoughtsOf(request: MessagesRequest): string {
  const { text } = lastSaid(request);
  return `The last one said ${countTokens(text)} words. An echo will do.`;
}

function planThinking(request: MessagesRequest, origin: string): MessagesThinkingBlock {
  const thoughts = thoughtsOf(request);
  const { thinking } = request;
  const isOmitted = thinking && 'display' in thinking && thinking.display === 'omitted';
  return {
    type: 'thinking',
    thinking: isOmitted ? '' : thoughts,
    signature: sealText(origin, thoughts),
  };
}

type Answer = Omit<MessagesPlan, 'thought'>;

function planAnswer(request: MessagesRequest, limit: number): Answer {
  const calls = planToolUses(request);
  if (calls.length > 0) {
    const written = countTokens(calls.map(({ input }) => input));
    return { content: calls, stopReason: 'tool_use', stopSequence: null, written };
  }
  const said = lastSaid(request);
  if (/^refuse\b/i.test(said.text)) {
    return { content: [], stopReason: 'refusal', stopSequence: null, written: 0 };
  }
  return cutText(composeText(request, said), request.stop_sequences ?? [], limit);
}

function composeText({ output_config: config }: MessagesRequest, said: LastSaid): string {
  if (config?.format?.type === 'json_schema') {
    return JSON.stringify(sampleFromSchema((config.format.schema ?? {}) as SampleSchema), null, 1);
  }
  return `${said.isFromTool ? 'The tool said:' : 'You wrote:'} ${said.text}`;
}

/** The text up to the first sequence that stops it, and as far as so many tokens reach. */
function cutText(text: string, sequences: readonly string[], limit: number): Answer {
  const stop = findStop(text, sequences);
  const tokens = splitTokens(text.slice(0, stop?.at));
  const left = Math.max(0, limit);
  const isCut = tokens.length > left;
  return {
    content: textBlocks(tokens.slice(0, left).join('')),
    stopReason: isCut ? 'max_tokens' : stop ? 'stop_sequence' : 'end_turn',
    stopSequence: isCut ? null : (stop?.sequence ?? null),
    written: Math.min(tokens.length, left),
  };
}

function findStop(text: string, sequences: readonly string[]) {
  const stops = sequences
    .map((sequence) => ({ sequence, at: text.indexOf(sequence) }))
    .filter(({ sequence, at }) => sequence !== '' && at >= 0);
  return stops.sort((one, other) => one.at - other.at)[0];
}

/** A model that says nothing begins no block. */
function textBlocks(text: string): TextBlock[] {
  return text === '' ? [] : [{ type: 'text', text, citations: null }];
}
