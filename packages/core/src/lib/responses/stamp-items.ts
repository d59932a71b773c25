import type { ResponsesStreamEvent } from '@gw/schema';
import {
  callFields,
  finishItem,
  finishPart,
  type GrowingItem,
  type GrowingPart,
  openItem,
  openPart,
} from './growing-item.ts';
import { isMembers, type Members, textOf } from './members.ts';
import { createItemId } from './repair-names.ts';
import { numbered, type StampState, toClient } from './stamp-state.ts';

/** Reads one event and says what the client gets for it. */
export type Take = (state: StampState, event: Members) => ResponsesStreamEvent[];

/** Reads one event of a stream that tells itself: what it says is remembered, and nothing is made. */
export type Follow = (state: StampState, event: Members) => void;

/** Events name their item by id; those about the item itself hold it. */
function keyOf(event: Members): string {
  const item = isMembers(event.item) ? event.item : undefined;
  return textOf(event.item_id) || textOf(item?.id) || `at ${event.output_index}`;
}

/** An item that goes on: deltas behind its end, or of one that a hook took out, have nowhere to go. */
function openOne(state: StampState, event: Members): GrowingItem | undefined {
  const item = state.items.get(keyOf(event));
  return item?.isDone ? undefined : item;
}

function about(item: GrowingItem): Members {
  return { item_id: item.id, output_index: item.index };
}

export const addItem: Take = (state, event) => {
  const told = isMembers(event.item) ? event.item : {};
  if (state.items.has(keyOf(event))) return [];
  const id = textOf(told.id) || createItemId(textOf(told.type), state.options.createId);
  const item = openItem(id, state.items.size, told);
  state.items.set(keyOf(event), item);
  const begun = { ...(toClient(state, item.members) as Members), status: 'in_progress' };
  return [numbered(state, { ...event, output_index: item.index, item: begun })];
};

/** A finished item; what is still open in it ends first. */
export const endItem: Take = (state, event) => {
  const item = openOne(state, event);
  const told = isMembers(event.item) ? event.item : {};
  if (!item) return [];
  return [...endParts(state, item, told), ...endCall(state, item), ...closeItem(state, item, told)];
};

function closeItem(state: StampState, item: GrowingItem, told: Members): ResponsesStreamEvent[] {
  finishItem(item, told);
  const type = 'response.output_item.done';
  const shown = toClient(state, item.members);
  return [numbered(state, { type, output_index: item.index, item: shown })];
}

function endParts(state: StampState, item: GrowingItem, told: Members): ResponsesStreamEvent[] {
  const ends = (name: PartList) =>
    [...item[name]].flatMap(([place, part]) => {
      const list = told[name];
      const toldPart: unknown = Array.isArray(list) ? list[place] : undefined;
      return endOnePart(state, item, name, part, toldPart);
    });
  return [...ends('summary'), ...ends('content')];
}

/** The whole text of a call, which has no parts. */
function endCall(state: StampState, item: GrowingItem): ResponsesStreamEvent[] {
  const call = callFields[textOf(item.members.type)];
  if (!call) return [];
  const text = item.members[call.field];
  return [numbered(state, { type: call.doneType, ...about(item), [call.field]: text })];
}

/** Where an item keeps its parts, and how events spell their place. */
type PartList = 'content' | 'summary';

const placeNames = { content: 'content_index', summary: 'summary_index' } as const;
const addedTypes = {
  content: 'response.content_part.added',
  summary: 'response.reasoning_summary_part.added',
} as const;
const doneTypes = {
  content: 'response.content_part.done',
  summary: 'response.reasoning_summary_part.done',
} as const;

function placeOf(event: Members, list: PartList): number {
  const place = event[placeNames[list]];
  return typeof place === 'number' ? place : 0;
}

function inPart(item: GrowingItem, list: PartList, part: GrowingPart): Members {
  return { ...about(item), [placeNames[list]]: part.index };
}

export function addPart(list: PartList): Take {
  return (state, event) => {
    const item = openOne(state, event);
    if (!item || item[list].has(placeOf(event, list))) return [];
    const told = isMembers(event.part) ? event.part : {};
    return beginPart(state, item, list, placeOf(event, list), told);
  };
}

function beginPart(
  state: StampState,
  item: GrowingItem,
  list: PartList,
  place: number,
  told: Members,
): ResponsesStreamEvent[] {
  const part = openPart(item[list], place, told);
  const { field, members, doneType } = part;
  const at = inPart(item, list, part);
  const begun = numbered(state, {
    type: addedTypes[list],
    ...at,
    part: { ...members, [field]: '' },
  });
  const delta = textOf(members[field]);
  if (delta === '') return [begun];
  // What it begins with is told like all that follows.
  return [begun, numbered(state, { type: doneType.replace(/done$/, 'delta'), ...at, delta })];
}

export function endPart(list: PartList): Take {
  return (state, event) => {
    const item = openOne(state, event);
    const part = item?.[list].get(placeOf(event, list));
    return item && part ? endOnePart(state, item, list, part, event.part) : [];
  };
}

function endOnePart(
  state: StampState,
  item: GrowingItem,
  list: PartList,
  part: GrowingPart,
  told: unknown,
): ResponsesStreamEvent[] {
  if (part.isDone) return [];
  finishPart(part, told);
  const { members, field, doneType } = part;
  const place = inPart(item, list, part);
  const { logprobs } = members;
  const whole = { [field]: members[field], ...(logprobs !== undefined && { logprobs }) };
  return [
    numbered(state, { type: doneType, ...place, ...whole }),
    numbered(state, { type: doneTypes[list], ...place, part: members }),
  ];
}

/** A delta of a part. @param partType of the part to open where nothing has opened one. */
export function growPart(list: PartList, partType: string): Take {
  return (state, event) => {
    const item = openOne(state, event);
    if (!item) return [];
    const place = placeOf(event, list);
    const opening = item[list].has(place)
      ? []
      : beginPart(state, item, list, place, { type: partType });
    const part = item[list].get(place);
    if (!part || part.isDone) return opening;
    addDelta(part, event);
    return [...opening, numbered(state, { ...event, ...inPart(item, list, part) })];
  };
}

/** The same of a stream that tells itself. */
export function followPart(list: PartList, partType: string): Follow {
  const grow = growPart(list, partType);
  return (state, event) => {
    const part = openOne(state, event)?.[list].get(placeOf(event, list));
    if (!part) grow(state, event);
    else if (!part.isDone) addDelta(part, event);
  };
}

function addDelta(part: GrowingPart, { type, delta, logprobs }: Members): void {
  part.doneType = doneTypeOf(textOf(type));
  part.members[part.field] = textOf(part.members[part.field]) + textOf(delta);
  addLogprobs(part, logprobs);
}

/** `response.output_text.delta` → `response.output_text.done` */
function doneTypeOf(deltaType: string): string {
  return `${deltaType.slice(0, -'delta'.length)}done`;
}

function addLogprobs({ members }: GrowingPart, logprobs: unknown): void {
  if (!Array.isArray(logprobs) || logprobs.length === 0) return;
  members.logprobs = [...(Array.isArray(members.logprobs) ? members.logprobs : []), ...logprobs];
}

export const addAnnotation: Take = (state, event) => {
  const item = openOne(state, event);
  const part = item?.content.get(placeOf(event, 'content'));
  if (!item || !part || part.isDone || !Array.isArray(part.members.annotations)) return [];
  const annotation_index = part.members.annotations.length;
  part.members.annotations = [...part.members.annotations, event.annotation];
  return [numbered(state, { ...event, ...inPart(item, 'content', part), annotation_index })];
};

export const growCall: Take = (state, event) => {
  const item = growOpenCall(state, event);
  return item ? [numbered(state, { ...event, ...about(item) })] : [];
};

/** The same of a stream that tells itself. */
export const followCall: Follow = (state, event) => void growOpenCall(state, event);

function growOpenCall(state: StampState, event: Members): GrowingItem | undefined {
  const item = openOne(state, event);
  const call = callFields[textOf(item?.members.type)];
  if (!item || !call) return undefined;
  item.members[call.field] = textOf(item.members[call.field]) + textOf(event.delta);
  return item;
}

/** An event that we do not know goes on, with its item's place where it names one. */
export const passUnknown: Take = (state, event) => {
  if (event.item_id === undefined) return [numbered(state, event)];
  const item = state.items.get(textOf(event.item_id));
  return item ? [numbered(state, { ...event, ...about(item) })] : [];
};

/** Items that nobody has closed when the response ends. */
export function endOpenItems(state: StampState, isIncomplete: boolean): ResponsesStreamEvent[] {
  const open = [...state.items.values()].filter((item) => !item.isDone);
  return open.flatMap((item) => {
    const isLast = item.index === state.items.size - 1;
    const told = { status: isIncomplete && isLast ? 'incomplete' : 'completed' };
    return [
      ...endParts(state, item, told),
      ...endCall(state, item),
      ...closeItem(state, item, told),
    ];
  });
}
