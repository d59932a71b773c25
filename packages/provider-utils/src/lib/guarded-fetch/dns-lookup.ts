import { Resolver } from 'node:dns/promises';
import type { MediaLookup } from './guarded-fetch.ts';

/**
 * Asks the DNS servers themselves. The system's own lookup cannot be cancelled and occupies a thread:
 * two names whose servers never answer would hold up every connection that the process makes.
 * @param servers `address` or `address:port`. Default: the system's.
 */
export function createDnsLookup(servers?: readonly string[]): MediaLookup {
  return async (host, { signal }) => {
    const resolver = new Resolver({ timeout: 2500, tries: 2 });
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel);
    try {
      return await askBoth(resolver, host);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** One family may be missing; most hosts have IPv4, and everybody reaches it. */
async function askBoth(resolver: Resolver, host: string): Promise<string[]> {
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
  return [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}
