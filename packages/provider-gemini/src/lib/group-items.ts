import type { Placed } from '@gw/provider-utils';
import type { CallItem, InputMessage, OutputItem, SortedItem, TurnItem } from './sort-items.ts';

/** What a tool gave back, and the call that it answers. */
export interface Answer {
  readonly output: Placed<OutputItem>;
  readonly call: Placed<CallItem> | undefined;
}

/** Items that become one content. */
export type ItemGroup =
  | { readonly kind: 'message'; readonly message: Placed<InputMessage> }
  /** What the model thought, said and called before it was answered. */
  | { readonly kind: 'turn'; readonly items: readonly Placed<TurnItem>[] }
  /** In the order of their calls: Gemini knows them by name and order. */
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] };

interface Grouping {
  readonly groups: ItemGroup[];
  readonly answersOf: ReadonlyMap<Placed<TurnItem>, readonly Answer[]>;
  readonly placed: Set<Placed<OutputItem>>;
  turn: Placed<TurnItem>[];
}

/**
 * Gemini wants the results of all calls of a turn in the content that follows it, so outputs move
 * up to their calls. Everything else keeps its order; instructions stand elsewhere.
 */
export function groupItems(items: readonly SortedItem[]): ItemGroup[] {
  const answersOf = matchAnswers(items);
  const grouping: Grouping = { groups: [], answersOf, placed: new Set(), turn: [] };
  for (const item of items) addItem(grouping, item);
  closeTurn(grouping);
  return grouping.groups;
}

function addItem(grouping: Grouping, item: SortedItem): void {
  if (item.kind === 'instructions') return;
  if (item.kind === 'turn') {
    grouping.turn.push(item);
    return;
  }
  // The output of an earlier turn must not cut the present one in two.
  if (item.kind === 'output' && grouping.placed.has(item)) return;
  closeTurn(grouping);
  if (item.kind === 'message') grouping.groups.push({ kind: 'message', message: item });
  else if (!grouping.placed.has(item)) addAnswers(grouping, [{ output: item, call: undefined }]);
}

function closeTurn(grouping: Grouping): void {
  const { turn, groups, answersOf } = grouping;
  if (turn.length === 0) return;
  grouping.turn = [];
  groups.push({ kind: 'turn', items: turn });
  const answers = turn.flatMap((item) => answersOf.get(item) ?? []);
  addAnswers(grouping, answers);
}

function addAnswers({ groups, placed }: Grouping, answers: readonly Answer[]): void {
  if (answers.length === 0) return;
  for (const { output } of answers) placed.add(output);
  groups.push({ kind: 'answers', answers });
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
