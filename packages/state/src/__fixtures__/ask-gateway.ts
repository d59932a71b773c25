import type { ModelGateway } from '@gw/core';

/** Whatever was answered. */
export type Json = ReturnType<typeof JSON.parse>;

/** Calls of a gateway in this process, as its only client makes them. */
export function asker(gateway: ModelGateway) {
  const ask = (path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Response> =>
    gateway.fetch(
      new Request(`http://gw/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body ? JSON.stringify(body) : null,
      }),
    );
  const json = async (...asked: Parameters<typeof ask>): Promise<Json> =>
    (await ask(...asked)).json() as Promise<Json>;
  return { ask, json };
}
