import { getConstructionPlans } from 'pg-boss';
import { checkSchema, defaultSchema } from '../settings.ts';
import { migrations, stepSql, versionTable } from './migrations.ts';
import { queueSchemaOf, quoteSchema } from './names.ts';

export interface MigrationSqlOptions {
  /** The store's `schema`. Default: `gw`. */
  readonly schema?: string | undefined;
  /** The version that is there, 0 for none; the store's error says it. Default: 0. */
  readonly from?: number | undefined;
  /** A role that is to use the store, and may create nothing. Default: none. */
  readonly grantTo?: string | undefined;
}

/**
 * What `start` runs by itself where its role may: for whoever runs such things by hand, with `psql`
 * or a tool for migrations. From version 0 on the tables of the queue (pg-boss) are part of it.
 * @throws {TypeError} for a schema that is no plain name.
 */
export function migrationSql({
  schema = defaultSchema,
  from = 0,
  grantTo,
}: MigrationSqlOptions = {}): string {
  checkSchema('migrationSql', schema);
  const quoted = quoteSchema(schema);
  const queue = queueSchemaOf(schema);
  return [
    'begin;',
    `create schema if not exists ${quoted};`,
    versionTable(quoted),
    ...migrations.filter(({ version }) => version > from).map((step) => stepSql(step, quoted)),
    'commit;',
    ...(from === 0 ? [getConstructionPlans(queue)] : []),
    ...(grantTo === undefined ? [] : [quoted, queue].map((name) => grants(name, grantTo))),
  ].join('\n');
}

function grants(schema: string, role: string): string {
  const to = `to "${role.replaceAll('"', '""')}"`;
  return [
    `grant usage on schema ${schema} ${to};`,
    `grant select, insert, update, delete on all tables in schema ${schema} ${to};`,
    `grant usage, select on all sequences in schema ${schema} ${to};`,
    `grant execute on all functions in schema ${schema} ${to};`,
  ].join('\n');
}
