import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** How long one of several addresses may take before the next one is tried. */
const addressMs = 2000;

/**
 * Sends a GET to one of the given addresses, as the URL's host: that name stands in `host` and is
 * what TLS verifies. A connection of its own, closed with the reply; no redirect is followed, no
 * proxy asked, nothing kept. Resolves at the reply's head.
 * @throws what Node throws, also when the signal is aborted.
 */
export function requestPinned(
  url: URL,
  addresses: readonly string[],
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options = {
    agent: false,
    headers,
    signal,
    lookup: pin(addresses),
    autoSelectFamilyAttemptTimeout: addressMs,
    // Whatever the environment says.
    rejectUnauthorized: true,
  };
  request(url, options)
    .on('response', resolve)
    .on('error', reject)
    // All that is heard of a reply that would switch protocols.
    .on('close', () => reject(new Error('closed without a reply')))
    .end();
  return promise;
}

/** Stands for the system's lookup, which would ask once more and might hear something else. */
function pin(addresses: readonly string[]): LookupFunction {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }));
  const [first = { address: '', family: 4 }] = answers;
  return (_, { all }, callback) => {
    if (all) callback(null, answers);
    else callback(null, first.address, first.family);
  };
}
