import { type EventKind, kindOfEvent, type PartKind, type Phase } from './event-kinds.ts';
import { objectOf, type WireObject } from './wire-object.ts';

/** A part of an item, as its events have made it so far. */
export interface PartState {
  readonly kind: PartKind;
  readonly index: unknown;
  readonly type: unknown;
  /** All its deltas. */
  text: string;
  /** Its text is finished. */
  isWritten: boolean;
  /** It is closed. */
  isDone: boolean;
}

/** An item, as its events have made it so far. */
export interface ItemState {
  readonly id: string;
  readonly type: unknown;
  readonly outputIndex: unknown;
  /** As it was added. */
  readonly added: WireObject;
  /** As it was finished. */
  done: WireObject | undefined;
  readonly parts: PartState[];
  /** All its deltas: arguments of a call. */
  text: string;
  isWritten: boolean;
}

/** What a stream has told so far. */
export interface StreamState {
  /** Events so far. */
  at: number;
  nextSequence: number;
  phase: Phase;
  /** The first snapshot: the others must agree with it. */
  first: WireObject | undefined;
  /** There was an `error`; nothing but `response.failed` may follow. */
  hasFailed: boolean;
  readonly items: ItemState[];
}

export function createStreamState(): StreamState {
  return { at: 0, nextSequence: 0, phase: 'idle', first: undefined, hasFailed: false, items: [] };
}

/** An event beside what it speaks of. */
export interface SeenEvent {
  readonly event: WireObject;
  readonly type: string;
  readonly kind: EventKind | undefined;
  /** The item it names, if there is one of that id. */
  readonly item: ItemState | undefined;
  /** The part it names, likewise. */
  readonly part: PartState | undefined;
}

export function lookUp(event: WireObject & { type: string }, state: StreamState): SeenEvent {
  const { type } = event;
  const kind = kindOfEvent(type);
  const item = findItem(event, kind, state);
  return { event, type, kind, item, part: item && findPart(event, kind, item) };
}

function findItem(event: WireObject, kind: EventKind | undefined, { items }: StreamState) {
  if (kind === undefined || !('step' in kind)) return undefined;
  const isWhole = kind.about === 'item' && (kind.step === 'open' || kind.step === 'close');
  const id = isWhole ? objectOf(event.item).id : event.item_id;
  return items.find((item) => item.id === id);
}

function findPart(event: WireObject, kind: EventKind | undefined, { parts }: ItemState) {
  if (kind?.about !== 'content' && kind?.about !== 'summary') return undefined;
  const index = indexOfPart(event, kind.about);
  return parts.find((part) => part.kind === kind.about && part.index === index);
}

export function indexOfPart(event: WireObject, kind: PartKind): unknown {
  return kind === 'content' ? event.content_index : event.summary_index;
}

/** Whether the event begins or finishes an item, or speaks of one. */
export function itemStepOf({ kind }: SeenEvent): 'open' | 'close' | 'inside' | undefined {
  if (kind === undefined || !('step' in kind)) return undefined;
  if (kind.about !== 'item') return 'inside';
  return kind.step === 'open' || kind.step === 'close' ? kind.step : 'inside';
}
