import { objectsIn } from '../objects-in.ts';
import { isMembers, type Members, textOf } from './members.ts';
import { kindOf } from './repair-kinds.ts';
import { saying } from './repair-stage.ts';
import {
  addItem,
  findItem,
  hasEnded,
  type PartList,
  type RepairedItem,
  type RepairedPart,
  type RepairState,
  tell,
} from './repair-state.ts';
import { announce, complete, findPart, openPart, placeOfText } from './repair-text.ts';

/** `response.output_item.added` */
export function onItemAdded(state: RepairState, event: Members): void {
  const { item: source, output_index } = event;
  if (!isMembers(source)) return;
  const type = textOf(source.type);
  const isKnown = state.items.some(
    (item) => item.isOpen && item.type === type && item.names.has(textOf(source.id)),
  );
  if (!isKnown) announce(state, addItem(state, source, output_index), event);
}

/** `response.output_item.done` */
export function onItemDone(state: RepairState, event: Members): void {
  const { item: source, output_index } = event;
  if (!isMembers(source)) return;
  const found = findEnding(state, source, output_index);
  if (!found && hasEnded(state, source.id)) return;
  endItem(state, found ?? addItem(state, source, output_index), source, event);
}

/** vLLM ends calls without the id that it began them with, and llama.cpp has none for them. */
function findEnding(state: RepairState, source: Members, output_index: unknown) {
  const { id, type } = source;
  const call = textOf(source.call_id);
  const isMeant = (item: RepairedItem) =>
    item.isOpen && call !== '' && (item.names.has(call) || item.members.call_id === call);
  const byCall = textOf(id) === '' ? state.items.find(isMeant) : undefined;
  return byCall ?? findItem(state, { item_id: id, output_index }, [textOf(type)]);
}

/**
 * Tells what is still missing of an item, and that it has ended.
 * @param whole the item at its end, as far as the upstream tells it.
 * @param event of the upstream that ends it. Default: made up.
 */
export function endItem(
  state: RepairState,
  item: RepairedItem,
  whole: Members,
  event?: Members,
): void {
  item.isOpen = false;
  if (item.index === undefined) item.members = { ...item.members, ...whole, id: item.id };
  announce(state, item);
  if (item.index === undefined) return;
  const kind = kindOf(item.type);
  if (kind) complete(state, item, kind, textOf(whole[kind.field]));
  endParts(state, item, 'summary', whole.summary);
  endParts(state, item, 'content', whole.content);
  const done = event ?? { type: 'response.output_item.done', sequence_number: 0 };
  const status = whole.status === 'in_progress' ? { status: 'completed' } : {};
  const ended = saying(whole, { id: item.id, type: item.type, ...status });
  tell(state, saying(done, { output_index: item.index, item: ended }));
}

function endParts(state: RepairState, item: RepairedItem, list: PartList, told: unknown): void {
  const parts = objectsIn(Array.isArray(told) ? told : []) as Members[];
  parts.forEach((source, at) => {
    const type = partTypeOf(item.type, source);
    const kind = kindOf(item.type, type);
    if (kind?.part?.list !== list) return;
    const part = item[list][at] ?? openPart(state, item, { list, type }, at);
    if (part.type !== type || part.isDone) return;
    complete(state, item, kind, textOf(source[kind.field]), part);
    part.isDone = true;
    const place = placeOfText(item, kind, part);
    tell(state, { type: doneTypes[list], sequence_number: 0, ...place, part: { ...source, type } });
  });
}

const doneTypes = {
  content: 'response.content_part.done',
  summary: 'response.reasoning_summary_part.done',
} as const;

/** Some say `text` for what a message has in it, and vLLM `output_text` for reasoning. */
function partTypeOf(itemType: string, part: Members): string {
  const type = textOf(part.type);
  if (type === 'refusal' || type === 'summary_text') return type;
  return itemType === 'reasoning' ? 'reasoning_text' : 'output_text';
}

/** `response.content_part.added` and `.done`, and those of a summary */
export function onPart(state: RepairState, event: Members): void {
  const { part: source } = event;
  if (!isMembers(source)) return;
  const isReasoning = ['reasoning_text', 'summary_text'].includes(textOf(source.type));
  const item = findPartsItem(state, event, isReasoning) ?? startItem(state, event, isReasoning);
  const type = item && partTypeOf(item.type, source);
  const kind = item && kindOf(item.type, type);
  if (!item || !type || !kind?.part) return;
  const { list } = kind.part;
  const given = event[list === 'summary' ? 'summary_index' : 'content_index'];
  const parts = item[list].filter((part) => part.type === type);
  const known = findPart(parts, given);
  if (textOf(event.type).endsWith('.added')) {
    const isNext = given == null && known && (known.isDone || known.told !== '');
    if (known && !isNext) return;
    // What a part begins with is told like all that follows, or nobody would see it.
    const begun = openPart(state, item, kind.part, given, event);
    complete(state, item, kind, textOf(source[kind.field]), begun);
    return;
  }
  const part = known ?? openPart(state, item, kind.part, given);
  if (part.isDone) return;
  endPart(state, item, part, event, source);
}

function endPart(
  state: RepairState,
  item: RepairedItem,
  part: RepairedPart,
  event: Members,
  source: Members,
): void {
  const kind = kindOf(item.type, part.type);
  if (!kind) return;
  complete(state, item, kind, textOf(source[kind.field]), part);
  part.isDone = true;
  const place = placeOfText(item, kind, part);
  tell(state, saying(event, { ...place, part: saying(source, { type: part.type }) }));
}

/** By its id it may be either; else the part tells. */
function findPartsItem(state: RepairState, event: Members, isReasoning: boolean) {
  const named = state.items.find(({ isOpen, names }) => isOpen && names.has(textOf(event.item_id)));
  return named ?? findItem(state, event, [isReasoning ? 'reasoning' : 'message']);
}

function startItem(state: RepairState, event: Members, isReasoning: boolean) {
  if (textOf(event.type).endsWith('.done') && hasEnded(state, event.item_id)) return undefined;
  const empty = isReasoning ? { type: 'reasoning', summary: [] } : { type: 'message', content: [] };
  const item = addItem(state, { ...empty, id: event.item_id }, event.output_index);
  announce(state, item);
  return item;
}
