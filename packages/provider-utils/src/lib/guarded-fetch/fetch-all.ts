import type { FetchedMedia, FetchLimits, MediaPlace, MediaRequest } from './guarded-fetch.ts';
import { tooMany, tooMuch } from './media-faults.ts';

export interface FetchingAll {
  readonly limits: Pick<FetchLimits, 'maxUrls' | 'maxTotalBytes'>;
  readonly signal: AbortSignal;
  /** @param count told of each read, and may throw. */
  fetchOne(
    url: string,
    request: MediaRequest,
    count: (bytes: number) => void,
  ): Promise<FetchedMedia>;
}

/**
 * Fetches all at once, out of one allowance of bytes; the first that fails ends the others. What a
 * request names twice is fetched once, and counts twice: it goes to the upstream as often.
 */
export async function fetchAll(
  places: readonly MediaPlace[],
  { limits, signal, fetchOne }: FetchingAll,
): Promise<readonly FetchedMedia[]> {
  const { maxUrls, maxTotalBytes } = limits;
  signal.throwIfAborted();
  const excess = places[maxUrls];
  if (excess) throw tooMany(excess.param, maxUrls);
  const ending = new AbortController();
  const onAbort = () => ending.abort(signal.reason);
  signal.addEventListener('abort', onAbort);
  const mentions = countMentions(places);
  const fetching = new Map<string, Promise<FetchedMedia>>();
  let size = 0;
  const fetchPlace = (place: MediaPlace) => {
    const { url, param, accept } = place;
    const key = keyOf(place);
    const media =
      fetching.get(key) ??
      fetchOne(url, { param, accept, signal: ending.signal }, (bytes) => {
        size += bytes * (mentions.get(key) ?? 1);
        if (size > maxTotalBytes) throw tooMuch(param, maxTotalBytes);
      });
    fetching.set(key, media);
    return media;
  };
  try {
    return await Promise.all(places.map(fetchPlace));
  } catch (error) {
    ending.abort(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function countMentions(places: readonly MediaPlace[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of places.map(keyOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Another list of types may be answered with another file. */
function keyOf({ url, accept }: MediaPlace): string {
  return `${accept.join()} ${url}`;
}
