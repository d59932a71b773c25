import type { Change, Guard, StateStore } from '@gw/state';
import { applyChanges } from './apply-changes.ts';
import { openDatabase } from './database.ts';
import type { Applied } from './draft.ts';
import { acquireRecord, renewRecord } from './holds.ts';
import { createListeners } from './listeners.ts';
import { migrate } from './migrate.ts';
import type { Settings } from './options.ts';
import { createPieceFiles, type PieceFile } from './piece-files.ts';
import { findPiece } from './pieces.ts';
import { prepareFile } from './prepare-file.ts';
import { createPulse } from './pulse.ts';
import { readEventBatches } from './read-events.ts';
import {
  findRecord,
  getRecord,
  listExpiredRecords,
  listOlderRecords,
  listRecords,
} from './read-records.ts';
import { SqliteStoreError } from './store-error.ts';
import { createSweeper } from './sweeper.ts';
import { createWorker, type Worker } from './worker.ts';

/** A store whose file is open. */
export type OpenedStore = Omit<StateStore, 'start'>;

/** How soon news of other processes arrive, at the latest. */
const beatMs = 250;

/** @throws {SqliteStoreError} when the file cannot be opened or brought up to date. */
export async function openStore(settings: Settings): Promise<OpenedStore> {
  const { file, log } = settings;
  await prepareFile(file);
  const database = await openDatabase(file, settings.busyTimeoutMs);
  try {
    await migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }

  const files = createPieceFiles(`${file}-pieces`);
  const pulse = createPulse(database, beatMs);
  const sweeper = createSweeper(database, files, log);
  const workers = new Set<Worker>();
  let endBeat = () => {};
  const listeners = createListeners((isUsed) => {
    endBeat();
    if (isUsed) endBeat = pulse.add((hasNews) => hasNews && listeners.tellAll());
  });

  async function write(
    tenant: string,
    changes: readonly Change[],
    guard: Guard | undefined,
  ): Promise<boolean> {
    const written = new Map<string, PieceFile>();
    for (;;) {
      const applied = await database.transact(() =>
        applyChanges(database, { tenant, changes, guard, files: written }),
      );
      for (const piece of applied?.needs ?? [])
        written.set(piece.hash, await files.write(tenant, piece));
      if (applied && applied.needs.length > 0) continue;
      if (applied) follow(tenant, applied);
      await removeUnused(applied?.unused ?? [], written);
      return applied !== undefined;
    }
  }

  /** What a committed write leaves to be done. */
  function follow(tenant: string, applied: Applied): void {
    if (applied.isFamilyGone) listeners.tellTenant(tenant);
    else listeners.tell(tenant, applied.touched);
    for (const worker of workers) if (applied.topics.has(worker.topic)) worker.wake();
    if (applied.isSweepLeft) sweeper.wake();
  }

  /**
   * Deletes files that no row refers to: those of pieces that are gone, and those that were written for
   * nothing, because somebody else was faster or nothing was written at all. What is committed stays
   * so; a file that stays behind is deleted in a later round.
   */
  async function removeUnused(
    unused: readonly string[],
    written: ReadonlyMap<string, PieceFile>,
  ): Promise<void> {
    const names = Array.from(written.values(), (piece) => piece.file);
    const sql = 'select 1 as yes from pieces where file = ?1';
    try {
      const free = await database.read(() => names.filter((name) => !database.first(sql, name)));
      await files.remove([...unused, ...free]);
    } catch (error) {
      log.warn('@gw/store-sqlite: A piece cannot be deleted. It is tried again later.', { error });
    }
  }

  async function readPiece(tenant: string, hash: string): Promise<string | undefined> {
    // A file may go between its row and its reading, and another one may have come meanwhile.
    let last: PieceFile | undefined;
    for (;;) {
      const found = await database.read(() => findPiece(database, tenant, hash));
      if (found?.text !== undefined) return found.text;
      if (found === undefined) return undefined;
      const text = await files.read(found.stored);
      if (text !== undefined) return text;
      if (last?.file === found.stored.file)
        throw new SqliteStoreError(
          'damaged',
          `${file}-pieces/${last.file}`,
          'it is missing. Put a backup in its place.',
        );
      last = found.stored;
    }
  }

  return {
    get: (key) => database.read(() => getRecord(database, key)),
    find: (tenant, kind, id) => database.read(() => findRecord(database, tenant, kind, id)),
    list: (query) => database.read(() => listRecords(database, query)),
    write,
    acquire: (key, holder, ms) => database.transact(() => acquireRecord(database, key, holder, ms)),
    renew: async (key, epoch, ms) =>
      (await database.transact(() => renewRecord(database, key, epoch, ms) || undefined)) ?? false,
    readEvents: (tenant, log, after, limit) =>
      database.read(() => readEventBatches(database, tenant, log, after, limit)),
    readPiece,
    listExpired: (kind, limit) => database.read(() => listExpiredRecords(database, kind, limit)),
    listOlder: (kind, beforeMs, limit, after) =>
      database.read(() => listOlderRecords(database, kind, beforeMs, limit, after)),
    subscribe: listeners.subscribe,
    async work(topic, atOnce, handler) {
      const leaseMs = settings.workLeaseMs;
      const worker = createWorker({ database, pulse, log, leaseMs }, topic, atOnce, handler);
      workers.add(worker);
      return async () => {
        workers.delete(worker);
        await worker.stop();
      };
    },
    async close() {
      // Handlers that still run are not waited for: their work is given again.
      for (const worker of workers) void worker.stop();
      listeners.clear();
      pulse.stop();
      await sweeper.stop();
      database.close();
    },
  };
}
