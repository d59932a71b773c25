import { type OpenRequest, open, type RawReply } from '../../support/raw-client.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a client reads off the wire.
export type Members = Record<string, any>;

export interface Asked {
  /** Default: GET, or POST where there is a body. */
  readonly method?: string;
  readonly body?: object;
  readonly tenant: string;
}

/** A request whose client may leave. @param url of the gateway, and the path. */
export function begin(url: string, { method, body, tenant }: Asked): OpenRequest {
  return open(url, {
    method: method ?? (body ? 'POST' : 'GET'),
    body,
    headers: { 'x-tenant': tenant },
  });
}

export function ask(url: string, asked: Asked): Promise<RawReply> {
  return begin(url, asked).reply;
}

/** The body of a reply that is no failure. @throws {Error} for one that is. */
export async function get(url: string, asked: Asked): Promise<Members> {
  const reply = await ask(url, asked);
  if (reply.status === 200) return reply.json();
  throw new Error(`${asked.method ?? ''} ${url}: ${reply.status} ${reply.ending} ${reply.text}`);
}

/** The events of a stream, as far as they came whole. */
export function eventsIn(text: string): Members[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((frame) => frame.slice(frame.indexOf('data: ') + 6))
    .filter((data) => data.startsWith('{'))
    .map((data) => JSON.parse(data) as Members);
}
