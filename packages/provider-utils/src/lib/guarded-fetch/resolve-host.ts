import { isIP } from 'node:net';
import { untilAborted } from '../until-aborted.ts';
import type { GuardedFetchOptions, MediaLookup } from './guarded-fetch.ts';
import { isPublicAddress } from './public-address.ts';

export interface HostRules {
  readonly lookup: MediaLookup;
  readonly allow: GuardedFetchOptions['allow'];
}

/**
 * The addresses of a URL's host, each of them one that may be connected to. One that may not spoils
 * the others: a public host has no reason to name it.
 * @throws the lookup's error, or one that says which address is not public. For the log only.
 */
export async function resolveHost(
  url: URL,
  { lookup, allow }: HostRules,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) > 0 ? [host] : await untilAborted(lookup(host, { signal }), signal);
  if (addresses.length === 0) throw new Error(`${host} has no address`);
  for (const address of addresses) {
    // Compared, not tested: a promise would open everything.
    const isOpen =
      isPublicAddress(address) || (isIP(address) > 0 && allow?.(address, host) === true);
    if (!isOpen) throw new Error(`${host} leads to ${address}, which is not public`);
  }
  return addresses;
}
