import { applyChanges } from './memory/apply-changes.ts';
import { type Entry, isHeld, toStoredRecord } from './memory/entry.ts';
import { createListeners } from './memory/listeners.ts';
import { createMemoryData } from './memory/memory-data.ts';
import { createWorkQueue, type WorkQueue } from './memory/work-queue.ts';
import type { StateStore } from './state-store.ts';

/**
 * Keeps everything in this process, and nothing beyond its end: for tests, and for one small gateway.
 * There is no limit but the state module's retention. Closed, it forgets all and refuses every call.
 */
export function createMemoryStore(): StateStore {
  let data = createMemoryData();
  let isClosed = false;
  const listeners = createListeners();
  const queues = new Map<string, WorkQueue>();

  function open() {
    if (isClosed) throw new Error('The memory store is closed.');
    return data;
  }

  function queueOf(topic: string): WorkQueue {
    const queue = queues.get(topic) ?? createWorkQueue();
    queues.set(topic, queue);
    return queue;
  }

  function change(entry: Entry, after: Pick<Entry, 'until'> & Partial<Entry>): void {
    data.records.remove(entry);
    data.records.add({ ...entry, ...after });
  }

  return {
    async start() {
      open();
    },
    async close() {
      isClosed = true;
      for (const queue of queues.values()) queue.close();
      queues.clear();
      listeners.clear();
      data = createMemoryData();
    },

    async get(key) {
      return toRecord(open().records.get(key));
    },
    async find(tenant, kind, id) {
      return toRecord(open().records.find(tenant, kind, id));
    },
    async list(query) {
      return open().records.list(query)?.map(toStoredRecord);
    },

    async write(tenant, changes, guard) {
      const applied = applyChanges(open(), tenant, changes, guard);
      if (!applied) return false;
      listeners.tell(tenant, applied.touched);
      for (const { topic, id } of applied.work) queueOf(topic).add({ tenant, id });
      return true;
    },

    async acquire(key, holder, ms) {
      const now = Date.now();
      const entry = open().records.get(key);
      if (!entry || isHeld(entry, now)) return undefined;
      const epoch = entry.epoch + 1;
      change(entry, { epoch, holder, until: now + ms });
      return epoch;
    },
    async renew(key, epoch, ms) {
      const now = Date.now();
      const entry = open().records.get(key);
      if (!entry || entry.epoch !== epoch || !isHeld(entry, now)) return false;
      change(entry, { until: now + ms });
      return true;
    },

    async readEvents(tenant, log, after, limit) {
      return open().logs.read(tenant, log, after, limit);
    },
    async readPiece(tenant, hash) {
      return open().pieces.read(tenant, hash);
    },

    async listExpired(kind, limit) {
      const now = Date.now();
      return firstOf(open().records.byEndOfHold(kind), limit, (entry) => !isHeld(entry, now));
    },
    async listOlder(kind, beforeMs, limit, after) {
      const aged = open().records.byAge(kind, after);
      return firstOf(aged, limit, ({ createdAt }) => createdAt < beforeMs);
    },

    subscribe: (tenant, id, listener) => listeners.subscribe(tenant, id, listener),
    async work(topic, atOnce, handler) {
      open();
      return queueOf(topic).work(atOnce, handler);
    },
  };
}

function toRecord(entry: Entry | undefined) {
  return entry && toStoredRecord(entry);
}

/** Up to `limit` of them, as long as `belongs` holds. */
function firstOf(entries: Iterable<Entry>, limit: number, belongs: (entry: Entry) => boolean) {
  const records = [];
  for (const entry of entries) {
    if (records.length >= limit || !belongs(entry)) break;
    records.push(toStoredRecord(entry));
  }
  return records;
}
