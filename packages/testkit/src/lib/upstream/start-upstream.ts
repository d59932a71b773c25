import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { countConnections } from './connections.ts';
import { createRequestLog } from './request-log.ts';
import { createScript } from './script.ts';
import { type ServeContext, serve } from './serve.ts';
import type { Upstream, UpstreamOptions } from './upstream.ts';

/** A test decides when something times out; idle connections stay for the next request. */
const noTimeouts = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 };

/**
 * Starts an upstream that speaks the OpenAI wire on a real socket, and misbehaves on demand.
 * Without a script it gives good answers that depend on nothing but the request.
 * @throws {Error} when it cannot listen on `host` and `port`.
 * @see https://platform.openai.com/docs/api-reference
 */
export async function startUpstream({
  script: entries = [],
  basePath = '/v1',
  models = ['test-model', 'test-embedding', 'test-image'],
  host = '127.0.0.1',
  port: wantedPort = 0,
}: UpstreamOptions = {}): Promise<Upstream> {
  const log = createRequestLog();
  const script = createScript();
  script.add(entries);
  const closing = new AbortController();
  const server = createServer(noTimeouts);
  const connections = countConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(wantedPort, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const context: ServeContext = {
    log,
    script,
    open: new Set(),
    closing: closing.signal,
    failures: [],
    answers: { basePath, origin, models },
  };
  server.on('request', (incoming, response) => {
    void serve(incoming, response, connections.numberOf(incoming.socket), context);
  });

  async function shutDown(): Promise<void> {
    log.close();
    closing.abort();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    if (context.failures.length > 0) throw context.failures[0];
  }

  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= shutDown();
    return closed;
  };
  return {
    url: origin + basePath,
    origin,
    port,
    requests: log.requests,
    nextRequest: ({ timeoutMs = 5000 } = {}) => log.next(timeoutMs),
    openStreams: () => context.open.size,
    connections: () => connections.count(),
    script: (...more) => script.add(more),
    reset() {
      log.clear();
      script.clear();
      connections.reset();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
