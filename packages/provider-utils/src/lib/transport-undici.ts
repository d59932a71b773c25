import type { Headers } from '@gw/core';
import {
  completeTimeouts,
  parseTarget,
  type Transport,
  type TransportOptions,
  type TransportReply,
  type TransportRequest,
} from './transport.ts';
import { transportClosed } from './transport-errors.ts';
import { type Connections, createConnections } from './undici-agent.ts';
import { createExchange, send } from './undici-exchange.ts';

/** Which implementation the runtime's conditions chose. */
export const transportName = 'undici';

/**
 * HTTP for Node: undici's dispatcher with callbacks, no stream and no WHATWG object in between.
 * Opens nothing before the first request.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const timeouts = completeTimeouts(options.timeouts);
  let connections: Connections | undefined;
  let isClosed = false;
  let target: { readonly url: string; readonly parsed: URL } | undefined;

  /** A provider asks for few URLs, over and over. */
  function targetOf(url: string): URL {
    if (target?.url !== url) target = { url, parsed: parseTarget(url) };
    return target.parsed;
  }

  async function request(url: string, init: TransportRequest): Promise<TransportReply> {
    const { signal } = init;
    signal?.throwIfAborted();
    const { origin, host, pathname, search } = targetOf(url);
    const name = options.name ?? host;
    if (isClosed) throw transportClosed(name);
    connections ??= createConnections(timeouts, options.proxy);
    const limits = init.timeouts ? completeTimeouts(timeouts, init.timeouts) : timeouts;
    const exchange = createExchange(name, limits, signal);
    const message = {
      origin,
      path: pathname + search,
      method: init.method,
      headers: flatHeaders(init.headers),
      body: init.body ?? null,
      headersTimeout: limits.firstByteMs,
      bodyTimeout: limits.idleMs,
    };
    const { dispatch } = connections;
    return await send(exchange, (handler) => dispatch(message, handler, exchange));
  }

  async function close(): Promise<void> {
    isClosed = true;
    const open = connections;
    connections = undefined;
    await open?.close();
  }

  return { request, close };
}

/** Names and values in turn, which undici takes as it does an object, and which cost less to make. */
function flatHeaders(headers: Headers = {}): string[] {
  const flat: (string | readonly string[] | undefined)[] = ['accept-encoding', 'identity'];
  for (const name in headers) {
    if (name !== 'accept-encoding') flat.push(name, headers[name]);
  }
  return flat as string[];
}
