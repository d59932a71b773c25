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

/** Fetches all at once, out of one allowance of bytes; the first that fails ends the others. */
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
  let size = 0;
  const fetchPlace = ({ url, param, accept }: MediaPlace) =>
    fetchOne(url, { param, accept, signal: ending.signal }, (bytes) => {
      size += bytes;
      if (size > maxTotalBytes) throw tooMuch(param, maxTotalBytes);
    });
  try {
    return await Promise.all(places.map(fetchPlace));
  } catch (error) {
    ending.abort(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
