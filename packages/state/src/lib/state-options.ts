import { consoleLogger, type Logger } from '@gw/core';
import { isMembers, membersOf } from './kit/members.ts';
import type { StateStore } from './store/state-store.ts';

export interface StateOptions {
  /** Where everything is kept. The state opens it and closes it. */
  readonly store: StateStore;
  /**
   * Its place among the hooks: what stands before it changes what is kept of a request. Default: -1000,
   * before all that say nothing.
   */
  readonly priority?: number | undefined;
  /** The largest body of its own routes, in bytes; of a prompt, 1 MiB at most. Default: 64 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** How long a stream can be resumed behind its end, in ms. Default: an hour. */
  readonly replayMs?: number | undefined;
  /** How long responses are kept, in ms. Default: for ever. */
  readonly retentionMs?: number | undefined;
  /** How many background responses this process makes at a time. Default: 16. */
  readonly backgroundAtOnce?: number | undefined;
  /** Default: warnings and errors on the console. */
  readonly logger?: Logger | undefined;
}

/** What the options come to. */
export interface StateSettings {
  readonly store: StateStore;
  readonly priority: number;
  readonly maxBodyBytes: number;
  readonly replayMs: number;
  /** Nothing: for ever. */
  readonly retentionMs: number | undefined;
  readonly backgroundAtOnce: number;
  readonly log: Logger;
}

/** All that there are: a name that is misspelt must not switch anything off. */
const names: { readonly [Name in keyof Required<StateOptions>]: true } = {
  store: true,
  priority: true,
  maxBodyBytes: true,
  replayMs: true,
  retentionMs: true,
  backgroundAtOnce: true,
  logger: true,
};

const methods: { readonly [Name in keyof StateStore]: true } = {
  start: true,
  close: true,
  get: true,
  find: true,
  list: true,
  write: true,
  acquire: true,
  renew: true,
  readEvents: true,
  readPiece: true,
  listExpired: true,
  listOlder: true,
  subscribe: true,
  work: true,
};

/** @throws {TypeError} naming the option that cannot be. Values come from JavaScript, too. */
export function readOptions(options: StateOptions): StateSettings {
  checkNames(options);
  const { store, priority = -1_000, logger: log = consoleLogger, retentionMs } = options;
  const { maxBodyBytes = 64 * 1024 * 1024, replayMs = 3_600_000, backgroundAtOnce = 16 } = options;
  checkStore(store);
  if (!Number.isFinite(priority)) throw badOption('priority', 'be a number');
  checkCount('maxBodyBytes', maxBodyBytes, 1, 'bytes');
  checkCount('replayMs', replayMs, 0, 'ms');
  if (retentionMs !== undefined)
    checkCount('retentionMs', retentionMs, 1, 'ms', '; leave it out to keep responses for ever');
  checkCount('backgroundAtOnce', backgroundAtOnce, 1, 'responses');
  if (!hasMethods(log, ['warn', 'error']))
    throw badOption('logger', 'have the functions "warn" and "error", as console has');
  return { store, priority, maxBodyBytes, replayMs, retentionMs, backgroundAtOnce, log };
}

function checkNames(options: unknown): void {
  if (!isMembers(options))
    throw new TypeError('createState: options must be given, at least a "store".');
  const other = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (other === undefined) return;
  const known = Object.keys(names).join(', ');
  throw new TypeError(`createState: there is no option "${other}"; there are ${known}.`);
}

function checkStore(store: unknown): void {
  if (store === undefined)
    throw badOption('store', 'be given; createMemoryStore() makes one for tests');
  const missing = Object.keys(methods).find((name) => !hasMethods(store, [name]));
  if (missing === undefined) return;
  const rule = `be a StateStore, such as createMemoryStore() or createSqliteStore(…) makes; this has no function "${missing}"`;
  throw badOption('store', rule);
}

function checkCount(name: string, value: unknown, least: number, unit: string, hint = ''): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw badOption(name, `be a whole number of ${unit}, at least ${least}${hint}`);
}

function hasMethods(value: unknown, methodNames: readonly string[]): boolean {
  return methodNames.every((name) => typeof membersOf(value)[name] === 'function');
}

function badOption(name: string, rule: string): TypeError {
  return new TypeError(`createState: "${name}" must ${rule}.`);
}
