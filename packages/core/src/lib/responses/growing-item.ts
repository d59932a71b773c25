import { isMembers, lookUpTable, type Members, textOf, withoutNulls } from './members.ts';

/** A part of a message, of reasoning or of its summary, as its deltas add to it. */
export interface GrowingPart {
  /** Its place in the client's stream. */
  readonly index: number;
  members: Members;
  /** Of `members`, the one that grows. */
  readonly field: 'text' | 'refusal';
  isDone: boolean;
  /** The event that tells its whole text: named after the deltas that it had. */
  doneType: string;
}

/** An item as it stands. */
export interface GrowingItem {
  readonly id: string;
  /** Its place in the client's stream. */
  readonly index: number;
  members: Members;
  /** By the place that events give them, which has gaps where a hook took one out. */
  readonly content: Map<number, GrowingPart>;
  readonly summary: Map<number, GrowingPart>;
  isDone: boolean;
}

/** Items whose one text grows outside of parts, and the event that tells it whole. */
export const callFields = lookUpTable<{ field: string; doneType: string }>({
  function_call: { field: 'arguments', doneType: 'response.function_call_arguments.done' },
  custom_tool_call: { field: 'input', doneType: 'response.custom_tool_call_input.done' },
});

export function openItem(id: string, index: number, item: Members): GrowingItem {
  const members: Members = { ...withoutNulls(item), id };
  const call = callFields[textOf(item.type)];
  if (call) members[call.field] = textOf(item[call.field]);
  // Parts come with events of their own; an item that begins with some would tell them twice.
  if (item.type === 'message') members.content = [];
  if (item.type === 'reasoning') members.summary = [];
  return { id, index, members, content: new Map(), summary: new Map(), isDone: false };
}

const partDone = lookUpTable<string>({
  output_text: 'response.output_text.done',
  refusal: 'response.refusal.done',
  reasoning_text: 'response.reasoning_text.done',
  summary_text: 'response.reasoning_summary_text.done',
});

export function openPart(parts: Map<number, GrowingPart>, place: number, part: Members) {
  const type = textOf(part.type);
  const field = type === 'refusal' ? 'refusal' : 'text';
  const members: Members = { ...withoutNulls(part), [field]: textOf(part[field]) };
  if (type === 'output_text') members.annotations = [];
  const doneType = partDone[type] ?? `response.${type}.done`;
  const opened: GrowingPart = { index: parts.size, members, field, isDone: false, doneType };
  parts.set(place, opened);
  return opened;
}

/**
 * A finished part: what its deltas told. What else the upstream says of it (annotations,
 * log probabilities) holds only while its text is still the upstream's.
 */
export function finishPart(part: GrowingPart, told: unknown): void {
  part.isDone = true;
  if (!isMembers(told) || told[part.field] !== part.members[part.field]) return;
  part.members = { ...part.members, ...withoutNulls(told) };
}

/** A finished item, put together from its parts. @param told the upstream's own finished item. */
export function finishItem(item: GrowingItem, told: Members): void {
  const { members } = item;
  const status = textOf(told.status) || 'completed';
  const finished = { ...members, ...withoutNulls(told), id: item.id, status };
  const call = callFields[textOf(members.type)];
  item.members = {
    ...finished,
    ...(members.type === 'message' && { content: partsOf(item.content) }),
    ...(members.type === 'reasoning' && describeReasoning(item)),
    ...(call && { [call.field]: members[call.field] }),
  };
  item.isDone = true;
}

function describeReasoning({ content, summary }: GrowingItem) {
  return { summary: partsOf(summary), ...(content.size > 0 && { content: partsOf(content) }) };
}

/** The item as it stands when its stream fails. */
export function unfinishedItem(item: GrowingItem): Members {
  if (item.isDone) return item.members;
  const { type } = item.members;
  return {
    ...item.members,
    status: 'incomplete',
    ...(type === 'message' && { content: partsOf(item.content) }),
    ...(type === 'reasoning' && describeReasoning(item)),
  };
}

function partsOf(parts: ReadonlyMap<number, GrowingPart>): Members[] {
  return [...parts.values()].map(({ members }) => members);
}
