import type { StateStore } from '@gw/state';
import { closedError } from './database.ts';
import { type OpenedStore, openStore } from './opened-store.ts';
import { readOptions, type SqliteStoreOptions } from './options.ts';
import { SqliteStoreError } from './store-error.ts';

/**
 * Keeps state in a SQLite file, and pieces of a MiB and more in files beside it. Several processes of
 * one machine may share it. Nothing is opened before `start`.
 *
 * Calls reject with {@link SqliteStoreError}, which names the file. A start that failed may be made
 * again.
 * @throws {TypeError} for options that cannot be.
 */
export function createSqliteStore(options: SqliteStoreOptions): StateStore {
  const settings = readOptions(options);
  const { file } = settings;
  const calls = new Set<Promise<unknown>>();
  let opened: OpenedStore | undefined;
  let opening: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  let isClosed = false;

  function use(): OpenedStore {
    if (isClosed) throw closedError(file);
    if (!opened) throw new SqliteStoreError('not_started', file, 'call start() first.');
    return opened;
  }

  /** `close` waits for those that have begun. */
  async function call<T>(action: (store: OpenedStore) => Promise<T>): Promise<T> {
    const result = action(use());
    calls.add(result);
    try {
      return await result;
    } finally {
      calls.delete(result);
    }
  }

  async function open(): Promise<void> {
    try {
      opened = await openStore(settings);
    } finally {
      opening = undefined;
    }
  }

  async function end(): Promise<void> {
    await Promise.allSettled([opening, ...calls]);
    await opened?.close();
  }

  return {
    async start() {
      if (isClosed) throw closedError(file);
      if (opened) return;
      opening ??= open();
      await opening;
    },
    close() {
      isClosed = true;
      closing ??= end();
      return closing;
    },
    get: (key) => call((store) => store.get(key)),
    find: (tenant, kind, id) => call((store) => store.find(tenant, kind, id)),
    list: (query) => call((store) => store.list(query)),
    write: (tenant, changes, guard) => call((store) => store.write(tenant, changes, guard)),
    acquire: (key, holder, ms) => call((store) => store.acquire(key, holder, ms)),
    renew: (key, epoch, ms) => call((store) => store.renew(key, epoch, ms)),
    readEvents: (tenant, log, after, limit) =>
      call((store) => store.readEvents(tenant, log, after, limit)),
    readPiece: (tenant, hash) => call((store) => store.readPiece(tenant, hash)),
    listExpired: (kind, limit) => call((store) => store.listExpired(kind, limit)),
    listOlder: (kind, beforeMs, limit, after) =>
      call((store) => store.listOlder(kind, beforeMs, limit, after)),
    subscribe: (tenant, id, listener) => use().subscribe(tenant, id, listener),
    work: (topic, atOnce, handler) => call((store) => store.work(topic, atOnce, handler)),
  };
}
