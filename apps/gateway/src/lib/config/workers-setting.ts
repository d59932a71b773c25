import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { count } from './setting-types.ts';
import { settingsBy } from './strict-settings.ts';

/** How many processes share the port; `auto` is one for each core. */
export type Workers = number | 'auto';

/** More than machines have cores; a typo must not fill their memory. */
const mostWorkers = 256;

export const workersRange = `a whole number from 1 to ${mostWorkers}, or "auto"`;

export const workersSetting = settingsBy<Workers>((value) =>
  typeof value === 'string'
    ? z.literal('auto', { error: `must be ${workersRange}` })
    : count.max(mostWorkers),
);

/** @returns undefined for what is no number of workers. */
export function parseWorkers(text: string): Workers | undefined {
  if (text === 'auto') return text;
  const workers = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return workers >= 1 && workers <= mostWorkers ? workers : undefined;
}

/**
 * @param isInMemory whether each process keeps responses for itself.
 * @throws {ConfigError} for several workers that do so: the next request of a conversation would meet
 *   another worker, which does not know it.
 */
export function resolveWorkers(said: Workers = 1, isInMemory: boolean): number {
  const workers = said === 'auto' ? Math.min(availableParallelism(), mostWorkers) : said;
  if (workers === 1 || !isInMemory) return workers;
  throw new ConfigError(
    `"workers" is ${workers}, but each worker would keep responses in its own memory, where the others do not ` +
      'find them: keep them in SQLite or PostgreSQL with "state", set "responses.store" to false (or ' +
      'GW_RESPONSE_STORE=0), or "workers" to 1',
  );
}
