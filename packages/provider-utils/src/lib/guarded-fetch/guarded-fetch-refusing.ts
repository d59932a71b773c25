import {
  completeLimits,
  type FetchedMedia,
  type GuardedFetch,
  type GuardedFetchOptions,
  type MediaRequest,
} from './guarded-fetch.ts';
import { cannotPin } from './media-faults.ts';

/**
 * For runtimes whose `fetch` is the only way out: it looks the name up by itself, after and apart from
 * any check of ours. Refuses every URL.
 * @throws {TypeError} for an option that bounds nothing.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  completeLimits(options);
  return {
    async fetchMedia(_, { param, signal }: MediaRequest): Promise<FetchedMedia> {
      signal?.throwIfAborted();
      throw cannotPin(param);
    },
    async fetchAll([place], signal) {
      signal.throwIfAborted();
      if (place) throw cannotPin(place.param);
      return [];
    },
    async close() {},
  };
}
