import type { StateStore } from '@gw/state';
import { checkSettings, type PostgresStoreSettings } from './settings.ts';
import { createStore } from './store.ts';

/** How many rows are removed at once with their owner; more are marked, and removed little by little. */
const removeAtOnce = 500;

/**
 * Keeps state in PostgreSQL, for as many gateways as you run. It connects to nothing before `start`,
 * which also makes its tables, or brings them up to date.
 *
 * Its methods reject with `PostgresStoreError`, after `timeoutMs` at the latest where the server does
 * not answer, and work again as soon as it does.
 * @throws {TypeError} for a setting that cannot work.
 */
export function createPostgresStore(settings: PostgresStoreSettings): StateStore {
  return createStore(checkSettings(settings), removeAtOnce);
}
