import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayReply, GatewayRequest } from '@gw/core';
import type { AdapterGateway, AdapterMount } from '../adapter-mount.ts';

/** What this adapter can do wrong; the suite has to notice each. */
export type Fault =
  | 'aborts at a normal end'
  | 'answers half-way failures with a clean end'
  | 'calls return() twice'
  | 'closes every connection'
  | 'collects streams'
  | 'decodes paths'
  | 'drops repeated headers'
  | 'keeps foreign requests'
  | 'keeps sockets open'
  | 'keeps the base path'
  | 'never aborts'
  | 'never calls return()'
  | 'patches globals'
  | 'reads bodies as text'
  | 'reads without bound'
  | 'sends a body to HEAD'
  | 'shows what was thrown'
  | 'writes without waiting';

/** The smallest adapter that could be called one, as good as its fault lets it be. */
export const mountWith =
  (fault: Fault | undefined): AdapterMount =>
  async (gateway, { basePath }) => {
    const server = createServer((request, response) => {
      void answer(gateway, basePath, request, response, fault);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (fault === 'patches globals') Object.assign(globalThis, { [`gw${port}`]: true });
    const close = async () => {
      if (fault === 'keeps sockets open') return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { url: `http://127.0.0.1:${port}`, close };
  };

async function answer(
  gateway: AdapterGateway,
  basePath: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const [target = '', query = ''] = (request.url ?? '').split('?');
  const isInside = target.startsWith(`${basePath}/`);
  const inner = fault === 'keeps the base path' ? target : target.slice(basePath.length);
  const path = fault === 'decodes paths' ? decodeURIComponent(inner) : inner;
  const isForeign = !isInside || !gateway.match(target.slice(basePath.length));
  if (isForeign && fault !== 'keeps foreign requests') return void response.end('host');
  try {
    const signal = watch(response, fault);
    await write(
      response,
      await gateway.handle(toRequest(request, path, query, signal, fault)),
      fault,
    );
  } catch (error) {
    if (response.headersSent) return cut(response, fault);
    const message = fault === 'shows what was thrown' ? String(error) : 'Internal error.';
    const body = { error: { message, type: 'server_error', param: null, code: 'internal_error' } };
    response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

function cut(response: ServerResponse, fault: Fault | undefined): void {
  if (fault === 'answers half-way failures with a clean end') response.end();
  else response.destroy();
}

function watch(response: ServerResponse, fault: Fault | undefined): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => {
    const isNormal = response.writableFinished && fault !== 'aborts at a normal end';
    if (!isNormal && fault !== 'never aborts') controller.abort();
  });
  return controller.signal;
}

function toRequest(
  request: IncomingMessage,
  path: string,
  query: string,
  signal: AbortSignal,
  fault: Fault | undefined,
): GatewayRequest {
  return {
    method: request.method ?? '',
    path,
    query,
    headers: request.headers,
    signal,
    bodyStream: () => request,
    async readBody(limitBytes) {
      const bound = fault === 'reads without bound' ? Number.POSITIVE_INFINITY : limitBytes;
      const body = await collect(request, bound);
      return fault === 'reads bodies as text' ? Buffer.from(body.toString()) : body;
    },
  };
}

/** Through an iterator that spares the socket, on which the refusal still has to go out. */
async function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = Number(request.headers['content-length'] ?? 0);
  if (length > limitBytes) throw tooLarge();
  length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    pieces.push(piece);
    length += piece.length;
    if (length > limitBytes) throw tooLarge();
  }
  return Buffer.concat(pieces);
}

const tooLarge = () => Object.assign(new Error(), { code: 'body_too_large', status: 413 });

async function write(
  response: ServerResponse,
  { status, headers, body }: GatewayReply,
  fault: Fault | undefined,
): Promise<void> {
  const lines = fault === 'drops repeated headers' ? lastOfEach(headers) : headers.flat();
  const close = status === 413 || fault === 'closes every connection';
  const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
  const length =
    isStream || status === 204 ? [] : ['content-length', `${Buffer.byteLength(body ?? '')}`];
  response.writeHead(status, [...lines, ...length, ...(close ? ['connection', 'close'] : [])]);
  const isHead = response.req.method === 'HEAD';
  if (isStream && isHead) return end(response, void body[Symbol.asyncIterator]().return?.());
  if (isStream) return writeStream(response, body, fault);
  if (isHead && fault === 'sends a body to HEAD') response.socket?.write('a body');
  if (status === 413) linger(response, body);
  else end(response, body ?? undefined);
}

/** Closing at once would reset the connection, and the client would lose the refusal. */
function linger(response: ServerResponse, body: Uint8Array | string | null): void {
  response.write(body ?? '');
  setTimeout(() => response.end(), 200);
}

const lastOfEach = (headers: GatewayReply['headers']) =>
  Object.entries(Object.fromEntries(headers)).flat();

function end(response: ServerResponse, body?: Uint8Array | string): void {
  response.end(body);
}

async function writeStream(
  response: ServerResponse,
  body: AsyncIterable<Uint8Array>,
  fault: Fault | undefined,
): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  const giveUp = () => {
    if (fault !== 'never calls return()') void iterator.return?.();
    if (fault === 'calls return() twice') void iterator.return?.();
  };
  response.once('close', giveUp);
  if (fault === 'collects streams') response.cork();
  else response.flushHeaders();
  for (;;) {
    const step = await iterator.next().catch((error) => {
      response.off('close', giveUp);
      throw error;
    });
    if (step.done || response.destroyed) break;
    const taken = response.write(step.value);
    if (!taken && fault !== 'writes without waiting') await drained(response);
    if (response.destroyed) return;
  }
  response.off('close', giveUp).end();
}

const drained = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    response.once('drain', resolve).once('close', resolve);
  });
