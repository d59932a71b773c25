import type { EventBatch } from '../state-store.ts';
import { firstWhere } from './first-where.ts';
import { joinKey } from './join-key.ts';

/** The logs of all tenants. What changes one tells how to take that back. */
export interface Logs {
  append(tenant: string, log: string, batch: EventBatch): () => void;
  drop(tenant: string, log: string): () => void;
  read(tenant: string, log: string, after: number, limit: number): readonly EventBatch[];
}

export function createLogs(): Logs {
  const logs = new Map<string, EventBatch[]>();
  return {
    append(tenant, log, { first, last, events }) {
      const key = joinKey(tenant, log);
      const batches = logs.get(key) ?? [];
      logs.set(key, batches);
      batches.push({ first, last, events });
      return () => {
        batches.pop();
        if (batches.length === 0) logs.delete(key);
      };
    },
    drop(tenant, log) {
      const key = joinKey(tenant, log);
      const batches = logs.get(key);
      logs.delete(key);
      return () => {
        if (batches) logs.set(key, batches);
      };
    },
    read(tenant, log, after, limit) {
      const batches = logs.get(joinKey(tenant, log)) ?? [];
      const start = firstWhere(batches.length, (index) => (batches[index]?.last ?? 0) > after);
      return batches.slice(start, start + limit);
    },
  };
}
