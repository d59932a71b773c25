import type { Ask } from '../database.ts';
import { queueSchemaOf, quoteSchema } from './names.ts';

/** The version of the store's tables; 0 where there are none. */
export function readVersion(ask: Ask, name: string): Promise<number> {
  return readLargest(ask, name, 'migrations');
}

/** The version of the queue's tables, in pg-boss' own count; 0 where there are none. */
export function readQueueVersion(ask: Ask, name: string): Promise<number> {
  return readLargest(ask, queueSchemaOf(name), 'version');
}

async function readLargest(ask: Ask, schema: string, table: string): Promise<number> {
  // From the catalogue, which everybody may read.
  const there = await ask(
    `select from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2`,
    [schema, table],
  );
  if (there.length === 0) return 0;
  const sql = `select max(version) as version from ${quoteSchema(schema)}.${table}`;
  const [row] = await ask<{ readonly version: number | null }>(sql);
  return row?.version ?? 0;
}

export async function isSchemaThere(ask: Ask, name: string): Promise<boolean> {
  const rows = await ask('select from pg_namespace where nspname = $1', [name]);
  return rows.length > 0;
}
