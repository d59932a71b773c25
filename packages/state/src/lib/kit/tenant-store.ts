import { GatewayError } from '@gw/core';
import type { EventBatch, Guard, StateStore, StoredRecord } from '../store/state-store.ts';
import type { ListParams } from './list-params.ts';
import { readWhole, rememberPieces } from './read-whole.ts';
import { isPlainKey, isPlainOwner, toLabelKey, toTenantKey } from './store-keys.ts';
import { type ChangeOf, toStoreChanges } from './to-store-changes.ts';

/** A record as its writer knows it: its text whole, and what that says. */
export interface Held<T> {
  readonly kind: string;
  readonly owner: string;
  readonly id: string;
  /** The text parsed, when first asked for. */
  readonly value: T;
  /** As it was written, except that lone surrogates are escaped. */
  readonly text: string;
  readonly version: number;
  readonly epoch: number;
  readonly holder: string | undefined;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** As it was given where it is printable ASCII of at most 512 characters, else `sha256:` and a hash. */
  readonly label: string | undefined;
}

export interface Page<T> {
  readonly held: readonly Held<T>[];
  /** Whether more follow, or with `before` precede. */
  readonly hasMore: boolean;
}

/**
 * The store as one tenant sees it. Ids may be any text: what no record can be named by is not there.
 * Every method rejects with `GatewayError` `unavailable` where the store fails.
 * @see StateStore
 */
export interface TenantStore {
  /** As the caller is named; the store may know it by a hash. */
  readonly tenant: string;
  get<T>(kind: string, id: string, owner?: string): Promise<Held<T> | undefined>;
  /** The newest record of this kind and id, whoever owns it. */
  find<T>(kind: string, id: string): Promise<Held<T> | undefined>;
  /** @returns nothing where the cursor names no record of that collection. */
  list<T>(
    kind: string,
    query: ListParams & { readonly owner?: string; readonly label?: string },
  ): Promise<Page<T> | undefined>;
  /** All changes or none. @returns false where a condition did not hold. */
  write(changes: readonly ChangeOf[], guard?: Guard): Promise<boolean>;
  /** @returns the new epoch; nothing where the record is held or not there. */
  acquire(
    kind: string,
    id: string,
    holder: string,
    ms: number,
    owner?: string,
  ): Promise<number | undefined>;
  /** @returns whether it is still held in this epoch. */
  renew(kind: string, id: string, epoch: number, ms: number, owner?: string): Promise<boolean>;
  readEvents(log: string, after: number, limit: number): Promise<readonly EventBatch[]>;
  /** @returns ends it. */
  subscribe(id: string, listener: () => void): () => void;
  /** Rejects where nothing can be kept now: asks by a write where the last one has failed. */
  reach(): Promise<void>;
}

/** A store that can be read may be full. */
interface Writes {
  lastFailed: boolean;
}

/** Binds a store to its tenants. */
export function createTenantStores(store: StateStore): (tenant: string) => TenantStore {
  const writes = { lastFailed: false };
  return (tenant) => createTenantStore(store, tenant, writes, () => toTenantKey(tenant));
}

/** The same for who has a tenant's key from the store itself, and not its name. */
export function createKeyedStores(store: StateStore): (tenantKey: string) => TenantStore {
  const writes = { lastFailed: false };
  return (tenantKey) => createTenantStore(store, tenantKey, writes, () => tenantKey);
}

function createTenantStore(
  store: StateStore,
  tenant: string,
  writes: Writes,
  findKey: () => string | Promise<string>,
): TenantStore {
  let known: string | Promise<string> | undefined;
  const tenantKey = () => (known ??= findKey());

  /** Asks the store as this tenant. */
  const ask = async <R>(question: (tenantKey: string) => Promise<R>): Promise<R> => {
    const key = await tenantKey();
    try {
      return await question(key);
    } catch (cause) {
      throw unreachable(cause);
    }
  };
  const readPiece = (hash: string) => ask((key) => store.readPiece(key, hash));
  const toHeld = <T>(read: (key: string) => Promise<StoredRecord | undefined>) =>
    readWhole<T>(() => ask(read), readPiece);

  const write: TenantStore['write'] = async (changes, guard) => {
    const made = await toStoreChanges(changes);
    if (!made || (guard && !(isPlainKey(guard.id) && isPlainOwner(guard.owner)))) return false;
    try {
      const isWritten = await ask((key) => store.write(key, made, guard));
      writes.lastFailed = false;
      return isWritten;
    } catch (error) {
      writes.lastFailed = true;
      throw error;
    }
  };

  return {
    tenant,
    async get(kind, id, owner = '') {
      if (!isPlainKey(id) || !isPlainOwner(owner)) return undefined;
      return toHeld((key) => store.get({ tenant: key, kind, owner, id }));
    },
    async find(kind, id) {
      if (!isPlainKey(id)) return undefined;
      return toHeld((key) => store.find(key, kind, id));
    },
    async list<T>(
      kind: string,
      { owner = '', label, after, before, limit, order }: Parameters<TenantStore['list']>[1],
    ): Promise<Page<T> | undefined> {
      if ([after, before].some((cursor) => cursor !== undefined && !isPlainKey(cursor)))
        return undefined;
      if (!isPlainOwner(owner)) return (after ?? before) ? undefined : { held: [], hasMore: false };
      const labelKey = label === undefined ? undefined : await toLabelKey(label);
      const place = { kind, owner, label: labelKey, after, before, order };
      const records = await ask((key) => store.list({ tenant: key, ...place, limit: limit + 1 }));
      if (!records) return undefined;
      const shown = before === undefined ? records.slice(0, limit) : records.slice(-limit);
      const readOnce = rememberPieces(readPiece);
      const held = await Promise.all(
        shown.map((record) => {
          const { id } = record;
          const again = () => ask((key) => store.get({ tenant: key, kind, owner, id }));
          return readWhole<T>(again, readOnce, record);
        }),
      );
      // One that was deleted between the list and its pieces.
      const there = held.filter((one) => one !== undefined);
      return { held: there, hasMore: records.length > limit };
    },
    write,
    async reach() {
      const probe = { kind: 'probe', owner: '', id: crypto.randomUUID() };
      if (writes.lastFailed) {
        await write([{ type: 'insert', ...probe, value: null, createdAt: Date.now() }]);
        await write([{ type: 'delete', ...probe }]);
      } else {
        await ask((key) => store.get({ tenant: key, ...probe }));
      }
    },
    async acquire(kind, id, holder, ms, owner = '') {
      if (!isPlainKey(id) || !isPlainOwner(owner)) return undefined;
      return ask((key) => store.acquire({ tenant: key, kind, owner, id }, holder, ms));
    },
    async renew(kind, id, epoch, ms, owner = '') {
      if (!isPlainKey(id) || !isPlainOwner(owner)) return false;
      return ask((key) => store.renew({ tenant: key, kind, owner, id }, epoch, ms));
    },
    async readEvents(log, after, limit) {
      if (!isPlainKey(log)) return [];
      return ask((key) => store.readEvents(key, log, after, limit));
    },
    subscribe: (id, listener) =>
      isPlainKey(id) ? subscribe(store, tenantKey(), id, listener) : () => {},
  };
}

/** A tenant that is known by its hash is subscribed to a moment later, and told that it may have missed something. */
function subscribe(
  store: StateStore,
  tenantKey: string | Promise<string>,
  id: string,
  listener: () => void,
): () => void {
  if (typeof tenantKey === 'string') return store.subscribe(tenantKey, id, listener);
  let isOver = false;
  let end = () => {};
  void tenantKey.then((key) => {
    if (isOver) return;
    end = store.subscribe(key, id, listener);
    listener();
  });
  return () => {
    isOver = true;
    end();
  };
}

function unreachable(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const message =
    'The gateway cannot reach its store. Calls with "store": false, which need none, go on.';
  return new GatewayError('unavailable', message, { cause });
}
