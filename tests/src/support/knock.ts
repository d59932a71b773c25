import { type Gateway, GatewayError, type GatewayRequest } from '@gw/core';

/** What came through the inner door, read to its end. */
export interface Answered {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly bytes: Buffer;
  readonly text: string;
  /** What the body's iterator threw. Never expected. */
  readonly thrown: unknown;
}

export interface KnockOptions {
  /** With `/v1` in front. */
  readonly path: string;
  /** Sent as JSON unless it is bytes. */
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

const idle = new AbortController().signal;

/** One request through `gateway.handle`, without a client's socket. */
export async function knock(gateway: Gateway, options: KnockOptions): Promise<Answered> {
  const reply = await gateway.handle(toRequest(options));
  const pieces: Uint8Array[] = [];
  let thrown: unknown;
  try {
    if (typeof reply.body === 'string') pieces.push(Buffer.from(reply.body));
    else if (reply.body instanceof Uint8Array) pieces.push(reply.body);
    else for await (const piece of reply.body ?? []) pieces.push(piece);
  } catch (error) {
    thrown = error;
  }
  const bytes = Buffer.concat(pieces);
  const { status, headers } = reply;
  return { status, headers, bytes, text: bytes.toString(), thrown };
}

function toRequest({ path, body, headers, signal = idle }: KnockOptions): GatewayRequest {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  return {
    method: 'POST',
    path,
    query: '',
    headers: { 'content-type': 'application/json', host: 'gateway.test', ...headers },
    async readBody(limitBytes) {
      if (bytes.length > limitBytes) throw new GatewayError('body_too_large', 'Too large.');
      return bytes;
    },
    async *bodyStream() {
      yield bytes;
    },
    signal,
  };
}
