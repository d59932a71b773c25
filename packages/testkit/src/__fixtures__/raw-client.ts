import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';

/** How a response came to its end, as a client of `node:http` sees it. */
export interface RawReply {
  /** 0 when no head arrived. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** One entry for each read. */
  readonly chunks: readonly Buffer[];
  readonly text: string;
  /** `'end'` for a complete body, else the error's code: `ECONNRESET`. */
  readonly ending: string;
  /** From sending the request to the head and to the first byte of the body, in milliseconds. */
  readonly headMs: number;
  readonly firstByteMs: number;
}

export interface RawRequestOptions {
  method?: string;
  body?: string | Uint8Array | object;
  /** Flat list of names and values, to send a name twice. Default: content-type only. */
  headers?: string[];
  agent?: Agent;
}

/**
 * Sends a request and hands over the open connection, for a test that leaves early or does not
 * read.
 */
export function openRaw(url: string, options: RawRequestOptions = {}): ClientRequest {
  const { method = 'POST', body, headers = [], agent } = options;
  const bytes = toBody(body);
  const given = headers.length > 0 ? headers : ['content-type', 'application/json'];
  const { host } = new URL(url);
  const length = bytes === undefined ? [] : ['content-length', `${bytes.length}`];
  const outgoing = request(url, {
    method,
    headers: ['host', host, ...given, ...length],
    ...(agent === undefined ? {} : { agent }),
  });
  outgoing.on('error', () => undefined);
  outgoing.end(bytes);
  return outgoing;
}

/** Sends a request and reads the reply to its end, whatever that is. Never rejects. */
export function sendRaw(url: string, options?: RawRequestOptions): Promise<RawReply> {
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<RawReply>();
  const chunks: Buffer[] = [];
  const seen = { status: 0, headers: {}, headMs: Number.NaN, firstByteMs: Number.NaN };
  const finish = (ending: string) =>
    resolve({ ...seen, chunks, text: Buffer.concat(chunks).toString(), ending });
  const outgoing = openRaw(url, options);
  outgoing.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  outgoing.on('response', (response) => {
    seen.status = response.statusCode ?? 0;
    seen.headers = response.headers;
    seen.headMs = performance.now() - startedAt;
    response.on('data', (chunk: Buffer) => {
      if (chunks.length === 0) seen.firstByteMs = performance.now() - startedAt;
      chunks.push(chunk);
    });
    response.on('end', () => finish('end'));
    response.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
  return promise;
}

/** The same for a default chat request; `more` are further members of the body. */
export function chatRaw(baseUrl: string, more: object = {}): Promise<RawReply> {
  return sendRaw(`${baseUrl}/chat/completions`, { body: chatBody(more) });
}

/** The same for a default Responses request. */
export function responsesRaw(baseUrl: string, more: object = {}): Promise<RawReply> {
  return sendRaw(`${baseUrl}/responses`, { body: { model: 'm', input: 'one two', ...more } });
}

export function chatBody(more: object = {}): object {
  return { model: 'm', messages: [{ role: 'user', content: 'one two' }], ...more };
}

function toBody(body: RawRequestOptions['body']): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
