import { getConstructionPlans, getMigrationPlans } from 'pg-boss';
import { checkSchema, defaultSchema } from '../settings.ts';
import { latestVersion, migrations, stepSql, versionTable } from './migrations.ts';
import { queueSchemaOf, quoteSchema } from './names.ts';

export interface MigrationSqlOptions {
  /** The store's `schema`. Default: `gw`. */
  readonly schema?: string | undefined;
  /** The version of the store's tables that are there, 0 for none. Default: 0. */
  readonly from?: number | undefined;
  /**
   * The version of the queue's tables that are there, in pg-boss' own count, 0 for none.
   * Default: 0 where `from` is, else: up to date.
   */
  readonly queueFrom?: number | undefined;
  /** A role that is to use the tables, and need not create any. Default: none. */
  readonly grantTo?: string | undefined;
}

/**
 * What `start` runs by itself where its role may: for whoever runs such things by hand, with `psql`
 * or a tool for migrations. The error of a `start` that may not tells the options.
 * @throws {TypeError} for a schema that is no plain name.
 */
export function migrationSql({
  schema = defaultSchema,
  from = 0,
  queueFrom = from === 0 ? 0 : undefined,
  grantTo,
}: MigrationSqlOptions = {}): string {
  checkSchema('migrationSql', schema);
  const quoted = quoteSchema(schema);
  const queue = queueSchemaOf(schema);
  return [
    ...(from < latestVersion ? ownSteps(quoted, from) : []),
    ...queueSteps(queue, queueFrom),
    ...(grantTo === undefined ? [] : [quoted, queue].map((name) => grants(name, grantTo))),
    '',
  ].join('\n');
}

function ownSteps(schema: string, from: number): string[] {
  const steps = migrations.filter(({ version }) => version > from);
  const first = from === 0 ? [`create schema if not exists ${schema};`, versionTable(schema)] : [];
  return ['begin;', ...first, ...steps.map((step) => stepSql(step, schema)), 'commit;'];
}

function queueSteps(schema: string, from: number | undefined): string[] {
  if (from === undefined) return [];
  return [from === 0 ? getConstructionPlans(schema) : getMigrationPlans(schema, from)];
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
