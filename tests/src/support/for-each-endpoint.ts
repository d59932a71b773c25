import { describe } from 'vitest';
import { type Endpoint, endpoints, streamed, whole } from './endpoints.ts';
import type { House } from './house.ts';
import type { RawReply } from './raw-client.ts';

const named = (all: readonly Endpoint[]) =>
  describe.each(all.map((endpoint) => [endpoint.name, endpoint] as const));

/** The same tests on every operation and kind: `forEachEndpoint('hooks on %s', (_, endpoint) => …)` */
export const forEachEndpoint = named(endpoints);
export const forEachStream = named(streamed);
export const forEachWhole = named(whole);

/** Sends an endpoint's request. */
export function ask(
  house: House,
  { path, request }: Endpoint,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawReply> {
  return house.send(path, { body: request, headers });
}
