import type { Change, Piece, RecordKey, StateStore } from '../state-store.ts';
import { checkEqual } from './check.ts';

/** Where a record is; in most tests there is one collection only. */
export interface Place {
  /** Default: `note`. */
  readonly kind?: string;
  /** Default: none. */
  readonly owner?: string;
}

/** Whose records most tests are about. */
export const tenant = 'acme';

export function keyOf(id: string, { kind = 'note', owner = '' }: Place = {}): RecordKey {
  return { tenant, kind, owner, id };
}

/** @param more `createdAt` is 1000 by default, the body a text with the id. */
export function insert(
  id: string,
  more: Place & {
    readonly body?: string;
    readonly label?: string;
    readonly createdAt?: number;
    readonly pieces?: readonly Piece[];
  } = {},
): Change {
  const { kind, owner } = keyOf(id, more);
  return { createdAt: 1000, body: `{"id":"${id}"}`, ...more, type: 'insert', kind, owner, id };
}

export function update(
  id: string,
  body: string,
  more: Place & {
    readonly label?: string;
    readonly version?: number;
    readonly pieces?: readonly Piece[];
  } = {},
): Change {
  const { kind, owner } = keyOf(id, more);
  return { ...more, type: 'update', kind, owner, id, body };
}

export function remove(id: string, place?: Place): Change {
  const { kind, owner } = keyOf(id, place);
  return { type: 'delete', kind, owner, id };
}

export function release(id: string, epoch: number, place?: Place): Change {
  const { kind, owner } = keyOf(id, place);
  return { type: 'release', kind, owner, id, epoch };
}

/** Events `first` to `last`, in a text that says so. */
export function append(log: string, first: number, last = first, events?: string): Change {
  return { type: 'append', log, first, last, events: events ?? `[${first},${last}]` };
}

/** A write whose conditions hold. */
export async function write(store: StateStore, ...changes: readonly Change[]): Promise<void> {
  checkEqual(await store.write(tenant, changes), true, `a write of ${changes.length} changes`);
}
