import { DatabaseSync } from 'node:sqlite';
import type { StateStore } from '@gw/state';
import { onTestFinished } from 'vitest';
import { createSqliteStore } from '../create-sqlite-store.ts';
import type { SqliteStoreSettings } from '../options.ts';

/** What a store has told its log. */
export interface Warnings {
  readonly messages: string[];
  warn(message: string): void;
}

export function recordWarnings(): Warnings {
  const messages: string[] = [];
  return { messages, warn: (message) => messages.push(message) };
}

/** A started store that is closed when the test ends. */
export async function openStore(
  file: string,
  settings: SqliteStoreSettings = {},
): Promise<StateStore> {
  const store = createSqliteStore({ file, ...settings });
  onTestFinished(() => store.close());
  await store.start();
  return store;
}

/** Rows as any SQLite client sees them. */
export function readRows(file: string, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

export function countRows(file: string, table: string): number {
  return Number(readRows(file, `select count(*) as count from ${table}`)[0]?.count);
}
