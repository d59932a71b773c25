import type { GatewayRequest } from '../lib/door.ts';
import type { Headers as HeaderValues } from '../lib/provider.ts';

const encoder = new TextEncoder();
const origin = 'http://gateway.test';

/** A JSON request for `gateway.fetch`. A text is sent as it is. */
export function postJson(
  path: string,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Request {
  return new Request(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** The smallest chat request, with more members. */
export function chatBody(members: object = {}): Record<string, unknown> {
  return { model: 'm', messages: [{ role: 'user', content: 'hi' }], ...members };
}

/** A chat request for `gateway.fetch`. */
export function postChat(
  members: object = {},
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Request {
  return postJson('/v1/chat/completions', chatBody(members), headers, signal);
}

/** A request without a body for `gateway.fetch`. */
export function ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  return new Request(`${origin}${path}`, { method, headers });
}

/** A request for `gateway.handle` that counts how often its body was read. */
export interface CountedRequest extends GatewayRequest {
  readonly reads: readonly number[];
}

export function gatewayRequest(
  method: string,
  path: string,
  options: {
    readonly headers?: HeaderValues;
    readonly body?: object | string;
    readonly signal?: AbortSignal;
    readonly readBody?: GatewayRequest['readBody'];
  } = {},
): CountedRequest {
  const { headers = {}, body = '', signal = new AbortController().signal, readBody } = options;
  const bytes = encoder.encode(typeof body === 'string' ? body : JSON.stringify(body));
  const reads: number[] = [];
  return {
    method,
    path,
    query: '',
    headers: method === 'POST' ? { 'content-type': 'application/json', ...headers } : headers,
    signal,
    reads,
    async readBody(limitBytes) {
      reads.push(limitBytes);
      return readBody ? readBody(limitBytes) : bytes;
    },
    async *bodyStream() {
      reads.push(Number.POSITIVE_INFINITY);
      yield bytes;
    },
  };
}

/** A chat request for `gateway.handle`. */
export function handleChat(members: object = {}, signal?: AbortSignal): CountedRequest {
  const body = chatBody(members);
  return gatewayRequest('POST', '/v1/chat/completions', { body, ...(signal && { signal }) });
}
