import type { Change, Content, Guard, PieceReference } from '../state-store.ts';
import type { Entry } from './entry.ts';
import type { MemoryData } from './memory-data.ts';

/** What a write leaves to be done. */
export interface Applied {
  /** Ids under which something was written. */
  readonly touched: ReadonlySet<string>;
  /** In order. */
  readonly work: readonly { readonly topic: string; readonly id: string }[];
}

/** A write on its way: what was done so far, and how to take it back. */
interface Draft {
  readonly data: MemoryData;
  readonly tenant: string;
  readonly undo: (() => void)[];
  readonly touched: Set<string>;
  readonly work: { readonly topic: string; readonly id: string }[];
}

type ChangeOf<T extends Change['type']> = Extract<Change, { readonly type: T }>;

/**
 * All changes or none.
 * @returns nothing where a condition did not hold.
 * @throws {Error} for a piece without text that is not there.
 */
export function applyChanges(
  data: MemoryData,
  tenant: string,
  changes: readonly Change[],
  guard: Guard | undefined,
): Applied | undefined {
  if (guard && data.records.get({ tenant, ...guard })?.epoch !== guard.epoch) return undefined;
  const draft: Draft = { data, tenant, undo: [], touched: new Set(), work: [] };
  let isDone = false;
  try {
    isDone = changes.every((change) => apply(draft, change));
  } finally {
    if (!isDone) for (const undo of draft.undo.reverse()) undo();
  }
  return isDone ? draft : undefined;
}

/** @returns whether its condition held. */
function apply(draft: Draft, change: Change): boolean {
  switch (change.type) {
    case 'insert':
      return insert(draft, change);
    case 'update':
      return update(draft, change);
    case 'delete':
      return remove(draft, change);
    case 'release':
      return release(draft, change);
    case 'append':
      draft.undo.push(draft.data.logs.append(draft.tenant, change.log, change));
      draft.touched.add(change.log);
      return true;
    case 'dropEvents':
      draft.undo.push(draft.data.logs.drop(draft.tenant, change.log));
      draft.touched.add(change.log);
      return true;
    case 'enqueue':
      draft.work.push({ topic: change.topic, id: change.id });
      return true;
  }
}

function insert(draft: Draft, change: ChangeOf<'insert'>): boolean {
  const { kind, owner, id, label, createdAt, body } = change;
  const key = { tenant: draft.tenant, kind, owner, id };
  if (draft.data.records.get(key)) return false;
  replace(draft, undefined, {
    ...key,
    position: draft.data.nextPosition(),
    label,
    createdAt,
    version: 1,
    epoch: 0,
    holder: undefined,
    until: undefined,
    body,
    pieces: refer(draft, change),
  });
  return true;
}

function update(draft: Draft, change: ChangeOf<'update'>): boolean {
  const before = entryOf(draft, change);
  if (!before || (change.version ?? before.version) !== before.version) return false;
  // The new references come first: a piece that only this record has must not go in between.
  const pieces = refer(draft, change);
  letGo(draft, before);
  replace(draft, before, {
    ...before,
    label: change.label ?? before.label,
    version: before.version + 1,
    body: change.body,
    pieces,
  });
  return true;
}

function release(draft: Draft, change: ChangeOf<'release'>): boolean {
  const before = entryOf(draft, change);
  if (before?.until === undefined || before.epoch !== change.epoch) return false;
  replace(draft, before, { ...before, holder: undefined, until: undefined });
  return true;
}

/** Takes what it owns along. Ends also where two records own each other: what is gone is not met again. */
function remove(draft: Draft, change: ChangeOf<'delete'>): boolean {
  const { data, tenant } = draft;
  const root = entryOf(draft, change);
  const rest = root ? [root] : [];
  for (let entry = rest.pop(); entry; entry = rest.pop()) {
    if (!data.records.get(entry)) continue;
    replace(draft, entry, undefined);
    letGo(draft, entry);
    draft.undo.push(data.logs.drop(tenant, entry.id));
    for (const owned of data.records.ownedBy(tenant, entry.id)) rest.push(owned);
  }
  return true;
}

function entryOf(
  { data, tenant }: Draft,
  { kind, owner, id }: ChangeOf<'update' | 'release' | 'delete'>,
) {
  return data.records.get({ tenant, kind, owner, id });
}

/** @param before nothing for a new one. @param after nothing for one that goes. */
function replace(draft: Draft, before: Entry | undefined, after: Entry | undefined): void {
  const { records } = draft.data;
  if (before) records.remove(before);
  if (after) records.add(after);
  draft.undo.push(() => {
    if (after) records.remove(after);
    if (before) records.add(before);
  });
  const entry = after ?? before;
  if (entry) draft.touched.add(entry.id).add(entry.owner);
}

function refer(draft: Draft, { pieces = [] }: Content): readonly PieceReference[] {
  return pieces.map((piece) => {
    draft.undo.push(draft.data.pieces.refer(draft.tenant, piece));
    return { at: piece.at, hash: piece.hash };
  });
}

function letGo(draft: Draft, { pieces }: Entry): void {
  for (const piece of pieces) draft.undo.push(draft.data.pieces.release(draft.tenant, piece));
}
