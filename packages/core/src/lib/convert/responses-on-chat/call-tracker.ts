import { objectsIn } from '../../objects-in.ts';
import type { Members } from '../../responses/members.ts';
import { growCallName } from './call-tracker-name.ts';
import { type CallPiece, isSameJson, isWholeObject, readCallPiece } from './call-tracker-piece.ts';

/** A call as its pieces tell it. */
export interface TrackedCall {
  readonly kind: 'function' | 'custom';
  /** The upstream's; `undefined` until it names one. */
  id: string | undefined;
  name: string;
  /** Arguments, or a custom tool's input, as far as they have come. */
  text: string;
  /** What the upstream attached and nobody has taken yet. */
  extra: Members | undefined;
}

/** More of a call. */
export interface CallAddition {
  readonly call: TrackedCall;
  /** What is new of its text; may be empty. */
  readonly text: string;
}

export interface CallTracker {
  /** In the order of their first pieces. */
  readonly calls: readonly TrackedCall[];
  /** Takes the `tool_calls` of one delta. */
  push(pieces: unknown): CallAddition[];
}

interface Tracking {
  readonly known: readonly string[];
  readonly calls: SlottedCall[];
  /** The newest call of each index. */
  readonly newest: Map<string, SlottedCall>;
  lastSlot: string;
}

interface SlottedCall extends TrackedCall {
  readonly slot: string;
  /** Whether the upstream named the index itself. */
  readonly isIndexed: boolean;
}

/**
 * Tells calls apart. In the wire's own rules `index` does; but many upstreams leave it out, give all
 * calls the same one, leave out or change ids, repeat whole calls, or send several at once.
 * @param known the names of the request's tools, as chat has them.
 */
export function createCallTracker(known: readonly string[]): CallTracker {
  const tracking: Tracking = { known, calls: [], newest: new Map(), lastSlot: '0' };
  return {
    calls: tracking.calls,
    push(pieces) {
      const list = objectsIn(pieces as readonly Members[] | undefined);
      return list.flatMap((raw, position) => {
        const piece = readCallPiece(raw);
        return addPiece(tracking, piece, slotOf(tracking, piece, position, list.length));
      });
    },
  };
}

/** Without an index: several pieces in one delta are several calls, a single one goes on. */
function slotOf(tracking: Tracking, piece: CallPiece, position: number, count: number): string {
  return piece.index ?? (count > 1 ? String(position) : tracking.lastSlot);
}

function addPiece(tracking: Tracking, piece: CallPiece, slot: string): CallAddition[] {
  const found = findCall(tracking, piece, slot);
  if (found && repeats(found, piece)) return [];
  const continued = found && !beginsAnother(tracking.known, found, piece);
  if (!continued && isEmpty(piece)) return [];
  const call = continued ? found : beginCall(tracking, piece, slot, found);
  tracking.lastSlot = call.slot;
  extendCall(tracking.known, call, piece);
  return [{ call, text: piece.text }];
}

function isEmpty({ id, name, text, extra }: CallPiece): boolean {
  return id === undefined && name === '' && text === '' && extra === undefined;
}

/** By id first; an id that another index has too does not name the call. */
function findCall(tracking: Tracking, piece: CallPiece, slot: string): SlottedCall | undefined {
  const isHere = (call: SlottedCall) =>
    call.slot === slot || piece.index === undefined || !call.isIndexed;
  const named =
    piece.id !== undefined &&
    tracking.calls.findLast((call) => call.id === piece.id && isHere(call));
  return named || tracking.newest.get(slot);
}

/** The whole call once more, as some upstreams end their streams. */
function repeats(call: SlottedCall, piece: CallPiece): boolean {
  if (piece.text === '' || isOtherId(call, piece)) return false;
  const isSameName = piece.name === '' || piece.name === call.name;
  return isSameName && isComplete(call) && isSameJson(piece.text, call.text);
}

function isOtherId(call: SlottedCall, piece: CallPiece): boolean {
  return piece.id !== undefined && call.id !== undefined && piece.id !== call.id;
}

function isComplete(call: SlottedCall): boolean {
  return call.kind === 'function' && isWholeObject(call.text);
}

function beginsAnother(known: readonly string[], call: SlottedCall, piece: CallPiece): boolean {
  if (piece.name === '' && piece.text === '') return false;
  // Ids that change from piece to piece come without what a call begins with.
  if (isOtherId(call, piece)) return isComplete(call) || (piece.name !== '' && canBegin(piece));
  if (piece.name !== '' && isOtherName(known, call, piece)) return true;
  // Nothing can be added to an object that is whole.
  return beginsObject(piece.text) && isComplete(call);
}

function canBegin({ kind, text }: CallPiece): boolean {
  return kind === 'custom' || text === '' || beginsObject(text);
}

function beginsObject(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** A name grows until the arguments begin. */
function isOtherName(known: readonly string[], call: SlottedCall, piece: CallPiece): boolean {
  if (call.name === '' || call.name === piece.name) return false;
  return call.text !== '' || growCallName(known, call.name, piece.name) === undefined;
}

/** @param before the call at its place: pieces without a name mean the same tool again. */
function beginCall(
  tracking: Tracking,
  piece: CallPiece,
  slot: string,
  before: SlottedCall | undefined,
): SlottedCall {
  const { kind, id } = piece;
  const name = piece.name === '' && piece.text !== '' ? (before?.name ?? '') : '';
  const isIndexed = piece.index !== undefined;
  const call: SlottedCall = { kind, id, name, text: '', extra: undefined, slot, isIndexed };
  tracking.calls.push(call);
  tracking.newest.set(slot, call);
  return call;
}

function extendCall(known: readonly string[], call: SlottedCall, piece: CallPiece): void {
  call.id ??= piece.id;
  if (call.text === '' || call.name === '') {
    call.name = growCallName(known, call.name, piece.name) ?? call.name;
  }
  call.text += piece.text;
  if (piece.extra) call.extra = { ...call.extra, ...piece.extra };
}
