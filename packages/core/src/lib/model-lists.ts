import type { Model } from '@gw/schema';
import type { Logger } from './logger.ts';
import type { Provider } from './provider.ts';

/** What the providers offer, asked for rarely and remembered. */
export interface ModelLists {
  /** The last known list; empty where the provider never told one. Never rejects. */
  of(provider: Provider): Promise<readonly Model[]>;
}

/** A list is asked for again after this long. */
const freshMs = 300_000;
/** A provider that failed may be back sooner. */
const failedMs = 30_000;
/** One slow provider must not hold up the listing of all. */
const timeoutMs = 10_000;
/** More than any provider offers; a broken one must not fill the memory. */
const maxModels = 10_000;

interface KnownList {
  models: readonly Model[];
  /** Milliseconds since the epoch. */
  askAgainAt: number;
  asking?: Promise<readonly Model[]> | undefined;
}

export function createModelLists(log: Logger): ModelLists {
  // Keyed by object: a provider that was replaced takes its list along.
  const known = new WeakMap<Provider, KnownList>();

  const ask = async (provider: Provider, entry: KnownList): Promise<readonly Model[]> => {
    try {
      const models = await inTime((signal) => provider.listModels?.({ signal }));
      entry.models = (models ?? [])
        .filter((model) => typeof model?.id === 'string')
        .slice(0, maxModels);
      entry.askAgainAt = Date.now() + freshMs;
    } catch (cause) {
      entry.askAgainAt = Date.now() + failedMs;
      const instead = entry.models.length > 0 ? 'the last known list is used' : 'none is known';
      log.warn(`Provider "${provider.id}" did not list its models; ${instead}.`, {
        cause,
      });
    } finally {
      entry.asking = undefined;
    }
    return entry.models;
  };

  return {
    async of(provider) {
      if (!provider.listModels) return [];
      let entry = known.get(provider);
      if (!entry) {
        entry = { models: [], askAgainAt: 0 };
        known.set(provider, entry);
      }
      if (entry.asking !== undefined) return entry.asking;
      if (Date.now() < entry.askAgainAt) return entry.models;
      entry.asking = ask(provider, entry);
      return entry.asking;
    },
  };
}

/** Rejects after the timeout, also where the signal is not heard. */
async function inTime<T>(run: (signal: AbortSignal) => Promise<T> | undefined) {
  const abort = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const reason = new Error(`No list came within ${timeoutMs} ms.`);
    abort.abort(reason);
    late.reject(reason);
  }, timeoutMs);
  try {
    return await Promise.race([run(abort.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
