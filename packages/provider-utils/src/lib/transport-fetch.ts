import type { Headers as PlainHeaders } from '@gw/core';
import {
  createFetchExchange,
  explain,
  type FetchExchange,
  finish,
  pumpBody,
  stop,
  withinFirstByte,
} from './fetch-exchange.ts';
import {
  completeTimeouts,
  parseTarget,
  type Transport,
  type TransportOptions,
  type TransportReply,
  type TransportRequest,
} from './transport.ts';
import { redirected, transportClosed } from './transport-errors.ts';

/** Which implementation the runtime's conditions chose. */
export const transportName = 'fetch';

/**
 * HTTP for runtimes whose `fetch` is the only way out. It does not tell when it is connected, so
 * `connectMs` has no effect and `firstByteMs` begins before the connection.
 * @throws {TypeError} when a proxy is asked for.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  if (options.proxy !== undefined) {
    throw new TypeError('createTransport: "proxy" is not available where fetch is the transport.');
  }
  const timeouts = completeTimeouts(options.timeouts);
  const open = new Set<FetchExchange>();
  let isClosed = false;

  async function request(url: string, init: TransportRequest): Promise<TransportReply> {
    const { signal } = init;
    signal?.throwIfAborted();
    const { host } = parseTarget(url);
    const name = options.name ?? host;
    if (isClosed) throw transportClosed(name);
    const limits = init.timeouts ? completeTimeouts(timeouts, init.timeouts) : timeouts;
    const exchange = createFetchExchange(name, limits, signal, () => open.delete(exchange));
    open.add(exchange);
    try {
      const response = await withinFirstByte(exchange, send(url, init, exchange));
      return readHead(exchange, response);
    } catch (error) {
      finish(exchange);
      throw explain(exchange, error);
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const exchange of open) stop(exchange, transportClosed(exchange.name));
  }

  return { request, close };
}

function send(
  url: string,
  { method, headers, body }: TransportRequest,
  { controller }: FetchExchange,
): Promise<Response> {
  return fetch(url, {
    method,
    headers: toHeaderLines({ ...headers, 'accept-encoding': 'identity' }),
    body: (body as Uint8Array<ArrayBuffer> | undefined) ?? null,
    // Not 'error': that cannot be told from a failed connection.
    redirect: 'manual',
    signal: controller.signal,
  });
}

function readHead(exchange: FetchExchange, response: Response): TransportReply {
  const { status, body } = response;
  // Where a page's rules apply, a redirect shows as status 0.
  if (status === 0 || (status >= 300 && status < 400)) {
    const error = redirected(exchange.name, status);
    stop(exchange, error);
    throw error;
  }
  const headers = toPlainHeaders(response.headers);
  if (body) return { status, headers, bytes: pumpBody(exchange, body) };
  finish(exchange);
  return { status, headers, bytes: (async function* () {})() };
}

function toHeaderLines(headers: PlainHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const values = typeof value === 'string' ? [value] : value;
    return values.map((one): [string, string] => [name, one]);
  });
}

/** `fetch` has joined repeated headers already, all but cookies. */
function toPlainHeaders(headers: Headers): PlainHeaders {
  const cookies = headers.getSetCookie();
  const plain = Object.fromEntries(headers);
  return cookies.length > 0 ? { ...plain, 'set-cookie': cookies } : plain;
}
