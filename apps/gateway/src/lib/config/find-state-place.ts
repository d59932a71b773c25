import { dirname, join, resolve } from 'node:path';
import type { Logger } from '@gw/core';
import type { StateStore } from '@gw/state';
import { ConfigError } from './config-error.ts';
import type { CheckedConfig } from './config-schema.ts';
import { factoryProblem } from './factory-problem.ts';
import type { SecretValue } from './gateway-config.ts';
import { databaseName, secretsOfDatabase } from './name-database.ts';
import type { Environment } from './read-environment.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { CheckedState } from './state-schema.ts';

/** Where state is kept. */
export interface StatePlace {
  readonly kind: 'sqlite' | 'postgres';
  /** For humans, without secrets: `SQLite in /srv/gw-data`. */
  readonly name: string;
  /** The settings that lead there, unmasked secrets excepted where they stand in a variable. */
  readonly settings: { readonly sqlite: string } | PostgresSettings;
  /** For the redactor. */
  readonly secrets: readonly string[];
  /** Opens nothing. */
  createStore(log: Logger): StateStore;
}

export interface PostgresSettings {
  readonly postgres: SecretValue;
  /** Default: the store's own. */
  readonly schema?: string | undefined;
}

export interface PlaceInput {
  /** What the command line says: a directory, from `folder`. */
  readonly data: string | undefined;
  /** The first of command line, file and environment that says whether or where. Default: none does. */
  readonly said: CheckedState | undefined;
  readonly inFile: CheckedConfig['state'];
  /** How errors call the file. */
  readonly file: string | undefined;
  /** The file's own, absolute. */
  readonly path: string | undefined;
  /** Where the server was started. */
  readonly folder: string;
  readonly env: Environment;
}

/** Beside the configuration file, or where the server was started. */
const defaultDirectory = 'gw-data';

/** @throws {ConfigError} */
export function findStatePlace(input: PlaceInput): Promise<StatePlace> {
  const { file, env } = input;
  const { sqlite, postgres } = input.said || {};
  const { schema, postgres: postgresInFile } = input.inFile || {};
  if (postgres === undefined) {
    if (schema !== undefined && input.data === undefined) throw uselessSchema(file);
    return inSqlite(findDirectory(input));
  }
  if (sqlite !== undefined)
    throw new ConfigError(`${file}: state has both "sqlite" and "postgres": choose one`);
  const place = postgresInFile === undefined ? 'GW_DATABASE_URL' : `${file}: state.postgres`;
  return inPostgres({ postgres, schema }, { place, placeOfSchema: `${file}: state.schema`, env });
}

function uselessSchema(file: string | undefined): ConfigError {
  return new ConfigError(
    `${file}: state.schema is PostgreSQL's, and state is kept in SQLite: name a "postgres", or no schema`,
  );
}

/** Absolute. A path in the file is one from the file. */
function findDirectory({ data, said, path, folder, env }: PlaceInput): string {
  if (data !== undefined) return resolve(folder, data);
  const beside = path === undefined ? folder : dirname(path);
  const { sqlite } = said || {};
  if (sqlite !== undefined) return resolve(beside, sqlite);
  return env.GW_DATA_DIR ? resolve(folder, env.GW_DATA_DIR) : join(beside, defaultDirectory);
}

// Each is loaded where it is needed alone: a driver takes longer to load than the rest of the server.

async function inSqlite(directory: string): Promise<StatePlace> {
  const { createSqliteStore } = await import('@gw/store-sqlite');
  return {
    kind: 'sqlite',
    name: `SQLite in ${directory}`,
    settings: { sqlite: directory },
    secrets: [],
    createStore: (log) => createSqliteStore({ directory, log }),
  };
}

interface PostgresPlaces {
  /** Where the connection string stands, for errors. */
  readonly place: string;
  readonly placeOfSchema: string;
  readonly env: Environment;
}

async function inPostgres(
  { postgres, schema }: PostgresSettings,
  { place, placeOfSchema, env }: PostgresPlaces,
): Promise<StatePlace> {
  const connectionString = resolveSecret(postgres, place, env);
  const { createPostgresStore } = await import('@gw/store-postgres');
  const createStore = (log: Logger) => createPostgresStore({ connectionString, schema, log });
  try {
    // Connects to nothing, and tells what is wrong with the settings.
    createStore({ warn() {}, error() {} });
  } catch (cause) {
    const placeOf = (setting: string) => (setting === 'schema' ? placeOfSchema : place);
    throw new ConfigError(factoryProblem(placeOf, cause), { cause });
  }
  return {
    kind: 'postgres',
    name: databaseName(connectionString),
    settings: { postgres, schema },
    secrets: secretsOfDatabase(connectionString),
    createStore,
  };
}
