import { isMembers, lookUpTable, type Members, textOf } from './members.ts';
import { kindOf, type TextKind } from './repair-kinds.ts';
import { saying } from './repair-stage.ts';
import {
  addItem,
  findItem,
  type PartList,
  type RepairedItem,
  type RepairedPart,
  type RepairedText,
  type RepairState,
  tell,
} from './repair-state.ts';

/** Tells that an item begins, once, when it is known well enough: calls need their name. */
export function announce(state: RepairState, item: RepairedItem, event?: Members): void {
  if (item.index !== undefined) return;
  const kind = kindOf(item.type);
  if (kind && textOf(item.members.name) === '') return;
  item.index = state.toldItems++;
  const start = { output_index: item.index, item: beginning(item, event?.item) };
  const added = { type: 'response.output_item.added', sequence_number: 0 };
  tell(state, saying(event ?? added, start));
  if (kind) complete(state, item, kind, item.held);
}

/** As an item is when it begins: what it holds comes with deltas. @param told by the upstream. */
function beginning({ type, id, members }: RepairedItem, told: unknown): Members {
  const source = isMembers(told) ? told : members;
  const blank = blankItems[type];
  if (!blank) return saying(source, { id });
  const filled = Object.entries(blank).filter(([name, value]) => !isSame(source[name], value));
  const isRaw = type === 'reasoning' && !isSame(source.content ?? [], []);
  // The contract knows no status of reasoning; none is made up.
  const hasStatus = type !== 'reasoning' || source.status !== undefined;
  return saying(source, {
    id,
    ...Object.fromEntries(filled),
    ...(isRaw && { content: [] }),
    ...(hasStatus && { status: 'in_progress' }),
  });
}

/** Items before they hold anything. */
const blankItems = lookUpTable<Members>({
  message: { role: 'assistant', content: [] },
  reasoning: { summary: [] },
  function_call: { arguments: '' },
  custom_tool_call: { input: '' },
});

function isSame(one: unknown, other: unknown): boolean {
  const areEmpty = [one, other].every((value) => Array.isArray(value) && value.length === 0);
  return one === other || areEmpty;
}

/** The item that an event of this kind is about; it begins here if nothing began it. */
export function itemFor(state: RepairState, event: Members, kind: TextKind): RepairedItem {
  const found = findItem(state, event, [kind.itemType]);
  if (found) return found;
  const members = { ...blankItems[kind.itemType], type: kind.itemType, id: event.item_id };
  const item = addItem(state, members, event.output_index);
  announce(state, item);
  return item;
}

/** The text that an event of this kind is about; its part begins here if nothing began it. */
export function textFor(
  state: RepairState,
  item: RepairedItem,
  kind: TextKind,
  event: Members,
): RepairedText {
  if (!kind.part) return item.input;
  const { list, type } = kind.part;
  const given = event[indexNames[list]];
  const parts = item[list].filter((part) => part.type === type);
  return findPart(parts, given) ?? openPart(state, item, kind.part, given);
}

/** @param given the place that the upstream gives it. Default: it means the last. */
export function findPart(parts: readonly RepairedPart[], given: unknown): RepairedPart | undefined {
  if (given == null) return parts.at(-1);
  return parts.find((part) => part.given === given) ?? parts.find((part) => part.given == null);
}

const indexNames = { content: 'content_index', summary: 'summary_index' } as const;
const addedTypes = {
  content: 'response.content_part.added',
  summary: 'response.reasoning_summary_part.added',
} as const;

/** @param event of the upstream that begins the part. Default: made up. */
export function openPart(
  state: RepairState,
  item: RepairedItem,
  { list, type }: { readonly list: PartList; readonly type: string },
  given: unknown,
  event?: Members,
): RepairedPart {
  const part: RepairedPart = { type, index: item[list].length, given, told: '', isDone: false };
  item[list].push(part);
  const added = event ?? { type: addedTypes[list], sequence_number: 0 };
  const start = { ...placeOf(item, list, part), part: beginningOf(part, added.part) };
  tell(state, saying(added, start));
  return part;
}

function beginningOf({ type }: RepairedPart, told: unknown): Members {
  const field = type === 'refusal' ? 'refusal' : 'text';
  if (isMembers(told) && told.type === type) return saying(told, { [field]: '' });
  return { type, [field]: '', ...(type === 'output_text' && { annotations: [] }) };
}

function placeOf(item: RepairedItem, list: PartList, part: RepairedPart): Members {
  return { item_id: item.id, output_index: item.index, [indexNames[list]]: part.index };
}

/** Where a text of an item stands. */
export function placeOfText(item: RepairedItem, kind: TextKind, slot: RepairedText): Members {
  if (kind.part) return placeOf(item, kind.part.list, slot as RepairedPart);
  return { item_id: item.id, output_index: item.index };
}

/** Tells what is still missing of a text that is known as a whole. What contradicts is not told. */
export function complete(
  state: RepairState,
  item: RepairedItem,
  kind: TextKind,
  whole: string,
  slot: RepairedText = item.input,
): void {
  if (whole.length <= slot.told.length || !whole.startsWith(slot.told)) return;
  const delta = whole.slice(slot.told.length);
  const place = placeOfText(item, kind, slot);
  tell(state, { type: `${kind.stem}.delta`, sequence_number: 0, ...place, delta });
  slot.told = whole;
}
