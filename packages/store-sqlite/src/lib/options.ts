import { join, resolve } from 'node:path';

/** Where a store writes what no caller is told of. The gateway's logger fits. */
export interface StoreLog {
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Where a store keeps its data, and how it shares them. */
export type SqliteStoreOptions = SqliteStoreSettings &
  (
    | {
        /** Path of the database file. It and its directory are made where they are not there. */
        readonly file: string;
        readonly directory?: undefined;
      }
    | {
        /** The directory that holds the database, as `state.db`. */
        readonly directory: string;
        readonly file?: undefined;
      }
  );

export interface SqliteStoreSettings {
  /** How long a call waits while other processes write, in ms. Default 5,000. */
  readonly busyTimeoutMs?: number | undefined;
  /**
   * How long a piece of work stays with a process that gives no sign of life, in ms. Default 10,000,
   * at least 100.
   */
  readonly workLeaseMs?: number | undefined;
  /** Default: the console. */
  readonly log?: StoreLog | undefined;
}

/** What the options come to. */
export interface Settings {
  /** Absolute. */
  readonly file: string;
  readonly busyTimeoutMs: number;
  readonly workLeaseMs: number;
  readonly log: StoreLog;
}

const consoleLog: StoreLog = {
  warn: (message, fields) => console.warn(message, fields ?? ''),
};

/** All that there are: a name that is misspelt must not switch anything off. */
const names: { readonly [Name in keyof Required<SqliteStoreOptions>]: true } = {
  file: true,
  directory: true,
  busyTimeoutMs: true,
  workLeaseMs: true,
  log: true,
};

/** @throws {TypeError} naming the option that cannot be. Values come from JavaScript, too. */
export function readOptions(options: SqliteStoreOptions): Settings {
  checkNames(options);
  const {
    file,
    directory,
    busyTimeoutMs = 5_000,
    workLeaseMs = 10_000,
    log = consoleLog,
  } = options;
  if ((file === undefined) === (directory === undefined))
    throw invalid('"file" or "directory" must be given, and not both.');
  if (!isPath(file ?? directory))
    throw invalid(`"${file === undefined ? 'directory' : 'file'}" must be a path.`);
  if (file === ':memory:')
    throw invalid('"file" must be a path. A store in memory is createMemoryStore of @gw/state.');
  checkMs('busyTimeoutMs', busyTimeoutMs, 0);
  checkMs('workLeaseMs', workLeaseMs, 100);
  if (typeof log?.warn !== 'function')
    throw invalid('"log" must have the function "warn", as console has.');
  const path = resolve(file ?? join(directory ?? '', 'state.db'));
  return { file: path, busyTimeoutMs, workLeaseMs, log };
}

function checkNames(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw invalid('options must be given, at least a "file" or a "directory".');
  const other = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (other === undefined) return;
  throw invalid(`there is no option "${other}"; there are ${Object.keys(names).join(', ')}.`);
}

function checkMs(name: string, ms: unknown, least: number): void {
  if (Number.isSafeInteger(ms) && Number(ms) >= least) return;
  throw invalid(`"${name}" must be a whole number of ms, at least ${least}.`);
}

const isPath = (path: unknown) => typeof path === 'string' && path !== '' && !path.includes('\0');

const invalid = (what: string) => new TypeError(`createSqliteStore: ${what}`);
