import { concatBytes } from './bytes.ts';
import { stopQuietly } from './commit.ts';
import type { GatewayReply, GatewayRequest } from './door.ts';
import { GatewayError } from './errors.ts';
import { errorReply } from './render-error.ts';
import { requestIdOf } from './request-id.ts';

/** What a fetch host knows beside the request. */
export interface FetchOptions {
  /** What the host knows about the caller; hooks find it as `ctx.host`. Default: empty. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  readonly remoteAddress?: string | undefined;
  /** Keeps a serverless host alive until the promise settles. Default: nothing to keep alive. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /** Path under which the gateway is mounted, as `/ai`. Default: none. */
  readonly basePath?: string | undefined;
}

/**
 * The fetch skin over the inner door: WHATWG objects come and go here and nowhere else.
 * @throws {TypeError} for a reply header that HTTP does not allow.
 */
export async function fetchThrough(
  handle: (request: GatewayRequest) => Promise<GatewayReply>,
  request: Request,
  options: FetchOptions = {},
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const path = pathBehind(options.basePath ?? '', pathname);
  if (path === undefined) return toResponse(request, outside(request, pathname));
  return toResponse(request, await handle(toGatewayRequest(request, path, search, options)));
}

/** The path as the gateway knows it; `undefined` for one that is not below `basePath`. */
function pathBehind(basePath: string, pathname: string): string | undefined {
  const base = basePath.endsWith('/') ? basePath.slice(0, -1) : basePath;
  if (base === '') return pathname;
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : undefined;
}

function outside(request: Request, pathname: string): GatewayReply {
  const requestId = requestIdOf(Object.fromEntries(request.headers));
  const error = new GatewayError('not_found', `There is nothing at ${pathname}.`);
  return errorReply(error, [['x-request-id', requestId]]);
}

function toResponse(request: Request, { status, headers: lines, body }: GatewayReply): Response {
  const hasBody = request.method !== 'HEAD' && status !== 204 && status !== 304;
  try {
    const headers = new Headers();
    for (const [name, value] of lines) headers.append(name, value);
    const response = new Response(hasBody ? toResponseBody(body) : null, { status, headers });
    if (!hasBody) abandon(body);
    return response;
  } catch (error) {
    abandon(body);
    throw error;
  }
}

/** Nobody will read this body: a stream behind it is let go. */
function abandon(body: GatewayReply['body']): void {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return;
  stopQuietly(body[Symbol.asyncIterator]());
}

function toGatewayRequest(
  request: Request,
  path: string,
  search: string,
  { context, remoteAddress, waitUntil }: FetchOptions,
): GatewayRequest {
  return {
    method: request.method,
    path,
    query: search.slice(1),
    headers: Object.fromEntries(request.headers),
    readBody: (limitBytes) => readBounded(request, limitBytes),
    bodyStream: () => readPieces(request),
    signal: request.signal,
    context,
    remoteAddress,
    waitUntil,
  };
}

async function readBounded(request: Request, limitBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new GatewayError('body_too_large', `The body is larger than ${limitBytes} bytes.`);
  const announced = request.headers.get('content-length');
  if (Number(announced ?? 0) > limitBytes) throw tooLarge();
  // Hosts read a body of known length by themselves, without making a stream of it.
  if (announced !== null) return checkLength(await request.arrayBuffer(), limitBytes, tooLarge);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of readPieces(request)) {
    length += piece.length;
    if (length > limitBytes) throw tooLarge();
    pieces.push(piece);
  }
  return concatBytes(pieces);
}

/** Who makes a request by hand may announce less than there is. */
function checkLength(body: ArrayBuffer, limitBytes: number, tooLarge: () => Error): Uint8Array {
  if (body.byteLength > limitBytes) throw tooLarge();
  return new Uint8Array(body);
}

async function* readPieces({ body }: Request): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const read = await reader.read();
      if (read.done) return;
      yield read.value;
    }
  } finally {
    // After the end this does nothing; before it, the rest of the upload is refused.
    await reader.cancel().catch(() => {});
  }
}

/** Hosts may take the memory behind a piece: it must hold nothing else. */
function ownBytes(piece: Uint8Array): Uint8Array {
  return piece.byteLength === piece.buffer.byteLength ? piece : new Uint8Array(piece);
}

function toResponseBody(body: GatewayReply['body']): BodyInit | null {
  if (body === null || typeof body === 'string') return body;
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  const iterator = body[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const read = await iterator.next();
        if (read.done) controller.close();
        else controller.enqueue(ownBytes(read.value));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
