/** `connectionString` or `pool`, not both. */
export interface PostgresStoreSettings {
  /** `postgres://user:password@host/database`, with the parameters that `pg` knows (`?sslmode=…`). */
  readonly connectionString?: string | undefined;
  /**
   * A `Pool` of `pg` 8, in place of one of the store's own; it is yours to end. The store makes a few
   * connections more with the same options, see the README.
   */
  readonly pool?: PostgresPool | undefined;
  /** Whose tables these are: a plain name of small letters, digits and `_`. Default: `gw`. */
  readonly schema?: string | undefined;
  /** How many connections the store's own pool may have. Default: 10. */
  readonly maxConnections?: number | undefined;
  /** What takes longer has failed, in ms: to connect, to wait for a lock, a statement. Default: 2,000. */
  readonly timeoutMs?: number | undefined;
  /** Where the store says what nobody waits for: a connection that is gone, a queue that fails. Default: the console. */
  readonly log?: StoreLog | undefined;
}

export interface StoreLog {
  warn(message: string): void;
}

/** What the store needs of a `Pool` of `pg`. */
export interface PostgresPool {
  /** What the pool makes its connections with. */
  readonly options: object;
  connect(): Promise<PostgresClient>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A connection of such a pool. */
export interface PostgresClient {
  query(query: {
    readonly text: string;
    readonly values?: unknown[];
    /** In ms. */
    readonly query_timeout?: number;
  }): Promise<{ readonly rows: unknown[] }>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  /** @param broken whether it is not to be used again. */
  release(broken?: boolean): void;
}

/** The settings with everything filled in. */
export interface CheckedSettings {
  readonly connection: string | PostgresPool;
  readonly schema: string;
  readonly maxConnections: number;
  readonly timeoutMs: number;
  readonly log: StoreLog;
}

export const defaultSchema = 'gw';

/** Names of channels and of the queue's schema are made of it, and those are limited. */
const plainName = /^[a-z_][a-z0-9_]{0,39}$/;

const factory = 'createPostgresStore';

/** All that there are: a name that is misspelt must not switch anything off. */
const names: { readonly [Name in keyof Required<PostgresStoreSettings>]: true } = {
  connectionString: true,
  pool: true,
  schema: true,
  maxConnections: true,
  timeoutMs: true,
  log: true,
};

/**
 * Settings come from JavaScript, a file or the environment.
 * @throws {TypeError} naming the one that cannot be, never with its value.
 */
export function checkSettings(settings: PostgresStoreSettings): CheckedSettings {
  checkNames(settings);
  const {
    schema = defaultSchema,
    maxConnections = 10,
    timeoutMs = 2_000,
    log = console,
  } = settings;
  checkSchema(factory, schema);
  checkCount('maxConnections', maxConnections, 'connections');
  checkCount('timeoutMs', timeoutMs, 'ms');
  if (typeof log?.warn !== 'function')
    throw badSetting(factory, 'log', 'have the function "warn", as console has');
  return { connection: connectionOf(settings), schema, maxConnections, timeoutMs, log };
}

/** @throws {TypeError} for a schema that is no plain name. */
export function checkSchema(caller: string, schema: unknown): void {
  if (typeof schema === 'string' && plainName.test(schema)) return;
  throw badSetting(caller, 'schema', 'be small letters, digits and _, at most 40 of them');
}

function connectionOf({ connectionString, pool }: PostgresStoreSettings): string | PostgresPool {
  if (connectionString !== undefined && pool !== undefined)
    throw badSetting(factory, 'pool', 'not be given together with "connectionString"');
  if (pool !== undefined) return checkPool(pool);
  if (typeof connectionString !== 'string' || connectionString === '')
    throw badSetting(factory, 'connectionString', 'name a database, unless there is a "pool"');
  if (isUrl(connectionString)) return connectionString;
  const rule = 'be a URL such as postgres://user:password@host/database, with escapes as in URLs';
  throw badSetting(factory, 'connectionString', rule);
}

/** Otherwise parts of a password might be taken for a host, and be told in an error. */
function isUrl(connectionString: string): boolean {
  // The folder of a socket, as `pg` takes it.
  if (connectionString.startsWith('/')) return true;
  if (!/^(postgres(ql)?|socket):/.test(connectionString)) return false;
  // Without a host it is none to URL, and one to `pg`.
  const withHost = connectionString.replace('@/', '@localhost/').replace(':///', '://localhost/');
  if (!URL.canParse(withHost)) return false;
  const { pathname, hash } = new URL(withHost);
  return hash === '' && !pathname.includes('@');
}

function checkPool(pool: PostgresPool): PostgresPool {
  if (typeof pool?.connect === 'function' && typeof pool.options === 'object') return pool;
  throw badSetting(factory, 'pool', 'be a Pool of pg');
}

function checkNames(settings: unknown): void {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    const rule = 'options must be given, at least a "connectionString" or a "pool".';
    throw new TypeError(`${factory}: ${rule}`);
  }
  const other = Object.keys(settings).find((name) => !Object.hasOwn(names, name));
  if (other === undefined) return;
  const known = Object.keys(names).join(', ');
  throw new TypeError(`${factory}: there is no option "${other}"; there are ${known}.`);
}

function checkCount(setting: string, value: unknown, unit: string): void {
  if (Number.isSafeInteger(value) && Number(value) >= 1) return;
  throw badSetting(factory, setting, `be a whole number of ${unit}, at least 1`);
}

/** Never with the value: it may be a password. */
function badSetting(caller: string, setting: string, rule: string): TypeError {
  return new TypeError(`${caller}: "${setting}" must ${rule}.`);
}
