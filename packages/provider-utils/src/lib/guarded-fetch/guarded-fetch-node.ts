import type { IncomingMessage } from 'node:http';
import { createDnsLookup } from './dns-lookup.ts';
import { fetchAll } from './fetch-all.ts';
import {
  completeLimits,
  type FetchedMedia,
  type GuardedFetch,
  type GuardedFetchOptions,
  type MediaRequest,
} from './guarded-fetch.ts';
import { fetchClosed, hostRefused, tooSlow } from './media-faults.ts';
import { parseMediaUrl } from './media-url.ts';
import { requestPinned } from './pinned-request.ts';
import { readMedia } from './read-media.ts';
import { type HostRules, resolveHost } from './resolve-host.ts';
import { createRunningFetches } from './running-fetches.ts';

/**
 * Fetches media that clients name by URL. The host's addresses are looked up once, all checked, and
 * the connection is made to one of these, so that no second answer of the DNS counts.
 * Opens nothing before the first fetch.
 * @throws {TypeError} for an option that bounds nothing.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const limits = completeLimits(options);
  const rules: HostRules = { lookup: options.lookup ?? createDnsLookup(), allow: options.allow };
  const running = createRunningFetches();
  let isClosed = false;

  async function fetchOne(
    text: string,
    request: MediaRequest,
    count?: (bytes: number) => void,
  ): Promise<FetchedMedia> {
    const { param, accept, signal } = request;
    signal?.throwIfAborted();
    if (isClosed) throw fetchClosed();
    const url = parseMediaUrl(text, limits, param);
    const headers = {
      accept: accept.join(', '),
      'accept-encoding': 'identity',
      'user-agent': options.userAgent ?? 'gw',
    };
    const { timeoutMs, maxBytes } = limits;
    const end = { signal, timeoutMs, onTimeout: () => tooSlow(param, timeoutMs) };
    return running.run(end, async (ended) => {
      const reply = await openReply(url, { rules, headers, param, signal: ended });
      return readMedia(reply, request, { maxBytes, count });
    });
  }

  async function close(): Promise<void> {
    isClosed = true;
    running.stop(fetchClosed);
  }

  return {
    fetchMedia: (url, request) => fetchOne(url, request),
    fetchAll: (places, signal) => fetchAll(places, { limits, signal, fetchOne }),
    close,
  };
}

interface Opening {
  readonly rules: HostRules;
  readonly headers: Readonly<Record<string, string>>;
  readonly param: string;
  readonly signal: AbortSignal;
}

/** Whatever fails on the way to a reply looks the same from outside. */
async function openReply(
  url: URL,
  { rules, headers, param, signal }: Opening,
): Promise<IncomingMessage> {
  try {
    const addresses = await resolveHost(url, rules, signal);
    return await requestPinned(url, addresses, headers, signal);
  } catch (cause) {
    throw hostRefused(param, cause);
  }
}
