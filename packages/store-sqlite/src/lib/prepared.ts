import type { DatabaseSync } from 'node:sqlite';

/** What a statement takes. */
export type Value = string | number | null | Uint8Array;

/** A statement, with the values of `?1`, `?2`, … in that order. */
export interface Prepared {
  get(values: readonly Value[]): unknown;
  all(values: readonly Value[]): unknown[];
  run(values: readonly Value[]): { readonly changes: number | bigint };
}

/**
 * Node before 24 takes `?1` for a name and binds no list of values to it, so that SQLite is given a
 * plain `?` for each. No text of ours has a question mark.
 */
export function prepareOn(connection: DatabaseSync, sql: string): Prepared {
  const places = Array.from(sql.matchAll(/\?(\d+)/g), ([, number]) => Number(number) - 1);
  const statement = connection.prepare(sql.replaceAll(/\?\d+/g, '?'));
  const arrange = (values: readonly Value[]) => places.map((place) => check(values[place]));
  return {
    get: (values) => statement.get(...arrange(values)),
    all: (values) => statement.all(...arrange(values)),
    run: (values) => statement.run(...arrange(values)),
  };
}

/** Two keys with different lone surrogates would be the same to SQLite. */
function check(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('A statement lacks a value.');
  if (typeof value === 'string' && !value.isWellFormed())
    throw new TypeError('Tenants, kinds, owners and ids must be well-formed text.');
  return value;
}
