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
/** One slow provider must not hold up the listing of all. */
const timeoutMs = 10_000;
/** More than any provider offers; a broken one must not fill the memory. */
const maxModels = 10_000;

interface KnownList {
  models: readonly Model[];
  askedAt: number;
  asking?: Promise<readonly Model[]> | undefined;
}

export function createModelLists(log: Logger): ModelLists {
  // Keyed by object: a provider that was replaced takes its list along.
  const known = new WeakMap<Provider, KnownList>();

  const ask = async (provider: Provider, entry: KnownList): Promise<readonly Model[]> => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new Error('timed out')), timeoutMs);
    try {
      const models = (await provider.listModels?.({ signal: abort.signal })) ?? [];
      entry.models = models.slice(0, maxModels);
    } catch (cause) {
      log.warn(`Provider "${provider.id}" did not list its models; the last known list is used.`, {
        cause,
      });
    } finally {
      clearTimeout(timer);
      entry.asking = undefined;
    }
    return entry.models;
  };

  return {
    async of(provider) {
      if (!provider.listModels) return [];
      let entry = known.get(provider);
      if (!entry) {
        entry = { models: [], askedAt: Number.NEGATIVE_INFINITY };
        known.set(provider, entry);
      }
      if (entry.asking !== undefined) return entry.asking;
      if (Date.now() - entry.askedAt < freshMs) return entry.models;
      entry.askedAt = Date.now();
      entry.asking = ask(provider, entry);
      return entry.asking;
    },
  };
}
