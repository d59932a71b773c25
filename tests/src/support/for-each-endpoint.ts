import { describe } from 'vitest';
import { apisFor, type Endpoint, endpoints, isNative, streamed, whole } from './endpoints.ts';
import { type House, type HouseOptions, openHouse } from './house.ts';
import type { RawReply } from './raw-client.ts';

const named = (all: readonly Endpoint[]) =>
  describe.each(all.map((endpoint) => [endpoint.name, endpoint, houseOf(endpoint)] as const));

/**
 * The same tests on every operation and kind, each with houses whose upstreams speak what the
 * endpoint is about: `forEachEndpoint('hooks on %s', (_, endpoint, openHouse) => …)`
 */
export const forEachEndpoint = named(endpoints);
export const forEachStream = named(streamed);
export const forEachWhole = named(whole);

/** The same where nothing is converted. */
export const forEachNative = named(endpoints.filter(isNative));
export const forEachNativeStream = named(streamed.filter(isNative));
export const forEachNativeWhole = named(whole.filter(isNative));

/** And where it is. */
export const forEachConvertedWhole = named(whole.filter((endpoint) => !isNative(endpoint)));

/** Opens houses whose providers declare no more than the api that the endpoint is asked in. */
export function houseOf(endpoint: Endpoint): (options?: HouseOptions) => Promise<House> {
  const apis = apisFor(endpoint);
  return (options = {}) => {
    const { provider = {} } = options;
    const settingsOf = typeof provider === 'function' ? provider : () => provider;
    return openHouse({ ...options, provider: (id) => ({ apis, ...settingsOf(id) }) });
  };
}

/** Sends an endpoint's request. */
export function ask(
  house: House,
  { path, request }: Endpoint,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawReply> {
  return house.send(path, { body: request, headers });
}
