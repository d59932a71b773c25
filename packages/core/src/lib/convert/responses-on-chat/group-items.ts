import type { ResponsesInputMessage } from '@gw/schema';
import type { CallItem, OutputItem, Placed, SortedItem, TurnItem } from './placed-items.ts';

/** What a tool gave back, with the call that it answers, where the input has it. */
export interface Answer {
  readonly output: Placed<OutputItem>;
  readonly call?: Placed<CallItem> | undefined;
}

/** Items that belong together in a chat, in the order in which chat wants them. */
export type ItemGroup =
  | { readonly kind: 'message'; readonly message: Placed<ResponsesInputMessage> }
  /** What the model said, thought and called before it was answered. */
  | { readonly kind: 'turn'; readonly items: Placed<TurnItem>[] }
  | { readonly kind: 'answers'; readonly answers: Answer[] };

interface Grouping {
  readonly groups: ItemGroup[];
  readonly answersOf: ReadonlyMap<Placed<TurnItem>, readonly Answer[]>;
  /** Outputs that stand in a group. */
  readonly placed: Set<Placed<OutputItem>>;
  /** The turn that is being collected. */
  turn: Placed<TurnItem>[];
}

/**
 * Chat servers refuse a message with calls unless the outputs of all of them follow at once, so
 * outputs move up to their calls. Everything else keeps its order.
 */
export function groupItems(items: readonly SortedItem[]): ItemGroup[] {
  const answersOf = matchAnswers(items);
  const grouping: Grouping = { groups: [], answersOf, placed: new Set(), turn: [] };
  for (const item of items) addItem(grouping, item);
  closeTurn(grouping);
  return grouping.groups;
}

function addItem(grouping: Grouping, item: SortedItem): void {
  if (item.kind === 'turn') {
    grouping.turn.push(item);
    return;
  }
  // The output of an earlier turn must not cut the present one in two.
  if (item.kind === 'output' && grouping.placed.has(item)) return;
  closeTurn(grouping);
  if (item.kind === 'message') grouping.groups.push({ kind: 'message', message: item });
  else if (!grouping.placed.has(item)) addAnswers(grouping, [{ output: item }]);
}

function closeTurn(grouping: Grouping): void {
  const { turn, groups, answersOf } = grouping;
  if (turn.length === 0) return;
  grouping.turn = [];
  groups.push({ kind: 'turn', items: turn });
  addAnswers(
    grouping,
    turn.flatMap((item) => answersOf.get(item) ?? []),
  );
}

function addAnswers({ groups, placed }: Grouping, answers: Answer[]): void {
  if (answers.length === 0) return;
  for (const { output } of answers) placed.add(output);
  const last = groups.at(-1);
  if (last?.kind === 'answers') last.answers.push(...answers);
  else groups.push({ kind: 'answers', answers });
}

/** An output answers the last call of its id in front of it: some upstreams use an id again. */
function matchAnswers(items: readonly SortedItem[]): Map<Placed<TurnItem>, Answer[]> {
  const calls = new Map<string, Placed<CallItem>>();
  const answers = new Map<Placed<TurnItem>, Answer[]>();
  for (const item of items) {
    if (item.kind === 'turn' && isCall(item)) calls.set(item.value.call_id, item);
    if (item.kind !== 'output') continue;
    const call = calls.get(item.value.call_id);
    if (call) answers.set(call, [...(answers.get(call) ?? []), { output: item, call }]);
  }
  return answers;
}

export function isCall(item: Placed<TurnItem>): item is Placed<CallItem> {
  return item.value.type === 'function_call' || item.value.type === 'custom_tool_call';
}
