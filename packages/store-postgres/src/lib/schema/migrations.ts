import { firstFunctions } from './first-functions.ts';
import { firstTables } from './first-tables.ts';

/** One step. It is never changed once it was published: what is to be different is the next step. */
export interface Migration {
  /** 1, 2, 3, … */
  readonly version: number;
  /** @param schema as it stands in SQL. */
  sql(schema: string): string;
}

export const migrations: readonly Migration[] = [
  { version: 1, sql: (schema) => firstTables(schema) + firstFunctions(schema) },
];

export const latestVersion = migrations.length;

/** Where the steps are noted that were done. Nothing of a tenant stands here. */
export const versionTable = (schema: string) => `
create table if not exists ${schema}.migrations (
  version int primary key,
  done_at timestamptz not null default now()
);
`;

/** One step, and the note that it was done. */
export const stepSql = ({ version, sql }: Migration, schema: string) =>
  `${sql(schema)}\ninsert into ${schema}.migrations (version) values (${version});\n`;
