import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { MountedAdapter } from './adapter-mount.ts';

export interface AskOptions {
  /** Default GET, with a body POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Default: a connection of its own. */
  readonly agent?: Agent;
}

/** A reply as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Every value of a header, in order. */
  header(name: string): readonly string[];
  readonly body: Buffer;
  readonly text: string;
  /** Whether the reply ended as HTTP says, and was not cut. */
  readonly clean: boolean;
  /** Whether it came over a connection that an earlier one had used. */
  readonly reused: boolean;
}

/** Sends a request whose path goes out exactly as it stands here. @throws when no reply comes. */
export async function ask(
  { url }: MountedAdapter,
  path: string,
  options: AskOptions = {},
): Promise<Answer> {
  const sent = send(url, path, options);
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).on('error', reject);
  });
  const { body, clean } = await readAll(reply);
  return {
    status: reply.statusCode ?? 0,
    header: (name) => headerLines(reply.rawHeaders, name),
    body,
    text: body.toString(),
    clean,
    reused: sent.reusedSocket,
  };
}

function send(url: string, path: string, { body, ...options }: AskOptions): ClientRequest {
  const { hostname: host, port } = new URL(url);
  const method = options.method ?? (body === undefined ? 'GET' : 'POST');
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { ...length, ...options.headers };
  const { agent = false } = options;
  return request({ host, port, path, method, headers, agent }).end(body);
}

async function readAll(reply: IncomingMessage): Promise<{ body: Buffer; clean: boolean }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of reply) pieces.push(piece as Buffer);
  } catch {
    // A cut reply: what came before the cut still counts.
  }
  return { body: Buffer.concat(pieces), clean: reply.complete };
}

function headerLines(raw: readonly string[], name: string): readonly string[] {
  return raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name);
}
