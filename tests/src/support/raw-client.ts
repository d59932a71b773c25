import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';

/** A reply as it came off the socket. */
export interface RawReply {
  /** 0 when no head arrived. */
  readonly status: number;
  /** In their order, repeated ones included, names as sent. */
  readonly headerLines: readonly (readonly [name: string, value: string])[];
  /** The values of one header, joined by `', '`. */
  header(name: string): string | undefined;
  readonly body: Buffer;
  readonly text: string;
  /** @throws {SyntaxError} */
  json(): Record<string, unknown>;
  /** `end` for a body that is whole as far as HTTP can tell, else the error's code. */
  readonly ending: string;
}

export interface RawOptions {
  readonly method?: string;
  /** Sent as JSON unless it is text or bytes. */
  readonly body?: string | Uint8Array | object | undefined;
  /** Besides `content-type: application/json`. */
  readonly headers?: Readonly<Record<string, string | string[]>> | undefined;
}

/** A request under way. */
export interface OpenRequest {
  readonly reply: Promise<RawReply>;
  /** Resolves with the head, before the body. */
  readonly response: Promise<IncomingMessage>;
  /** What has come of the body so far. */
  received(): string;
  /** Closes the socket. */
  leave(): void;
}

/** Sends a request on a connection of its own and reads the reply to its end. Never rejects. */
export function send(url: string, options?: RawOptions): Promise<RawReply> {
  return open(url, options).reply;
}

/** The same, for a client that may leave early. */
export function open(
  url: string,
  { method = 'POST', body, headers }: RawOptions = {},
): OpenRequest {
  const bytes = toBytes(body);
  const outgoing = openRequest(url, {
    method,
    agent: false,
    headers: {
      ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }),
      ...headers,
    },
  });
  const reading = readReply(outgoing);
  outgoing.end(bytes);
  return { ...reading, leave: () => void outgoing.destroy() };
}

/** Follows a request that was opened by hand. */
export function readReply(outgoing: ClientRequest): Omit<OpenRequest, 'leave'> {
  const pieces: Buffer[] = [];
  const reply = Promise.withResolvers<RawReply>();
  const head = Promise.withResolvers<IncomingMessage>();
  head.promise.catch(() => undefined);
  let response: IncomingMessage | undefined;
  const finish = (ending: string) => {
    head.reject(new Error(`No reply: ${ending}`));
    reply.resolve(toReply(response, Buffer.concat(pieces), ending));
  };
  const fail = (error: NodeJS.ErrnoException) => finish(error.code ?? error.message);
  outgoing.on('error', fail).on('response', (incoming) => {
    response = incoming;
    head.resolve(incoming);
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => finish('end')).on('error', fail);
  });
  return {
    reply: reply.promise,
    response: head.promise,
    received: () => Buffer.concat(pieces).toString(),
  };
}

function toBytes(body: RawOptions['body']): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function toReply(response: IncomingMessage | undefined, body: Buffer, ending: string): RawReply {
  const raw = response?.rawHeaders ?? [];
  const headerLines = raw.flatMap((name, at) =>
    at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : [],
  );
  const text = body.toString();
  return {
    status: response?.statusCode ?? 0,
    headerLines,
    header(name) {
      const values = headerLines.filter(([each]) => each.toLowerCase() === name.toLowerCase());
      return values.length === 0 ? undefined : values.map(([, value]) => value).join(', ');
    },
    body,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
    ending,
  };
}
