import { encodeText, type Headers, type UpstreamError } from '@gw/core';
import { createTransport } from '#transport';
import { createHeaderMaker, type HeaderRules, type HeaderSettings } from './request-headers.ts';
import type { Timeouts, Transport, TransportReply } from './transport.ts';
import { readUpstreamError, type UpstreamErrorReading } from './upstream-error.ts';

/** What is the same for every call, and how the upstream refuses. */
export interface UpstreamRules extends HeaderRules {
  /** The error in a reply that is no success. Default: {@link readUpstreamError}. */
  readonly readRefusal?:
    | ((
        provider: string,
        reply: TransportReply,
        reading: UpstreamErrorReading,
      ) => Promise<UpstreamError>)
    | undefined;
}

/** The user's settings about the way to the upstream. */
export interface UpstreamSettings extends HeaderSettings {
  /** Default: those of the transport. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** URL of an HTTP proxy. Default: none. */
  readonly proxy?: string | undefined;
  /** Replaces the HTTP client; it is its owner's to close. Default: one of its own. */
  readonly transport?: Transport | undefined;
}

export interface UpstreamRequest {
  /** The media type that the reply should have. */
  readonly accept: string;
  /** Written as JSON; bytes are JSON already. Default: none, and the request is a `GET`. */
  readonly body?: object | undefined;
  /** The client's headers. Default: none. */
  readonly client?: Headers | undefined;
  readonly signal: AbortSignal;
}

export interface UpstreamReply {
  /** Of a status below 300. */
  readonly reply: TransportReply;
  /** Credentials that went along, which nothing that comes back may quote. */
  readonly secrets: readonly string[];
}

/** Where a provider sends its requests. */
export interface Upstream {
  /** @throws {UpstreamError} for a refusal, and what the transport throws. */
  send(url: string, request: UpstreamRequest): Promise<UpstreamReply>;
  /** Ends the connections that are its own. */
  close(): Promise<void>;
}

/** The way to an upstream: transport, headers, credential, refusals. Opens nothing before a request. */
export function createUpstream(rules: UpstreamRules, settings: UpstreamSettings): Upstream {
  const { provider, readRefusal = readUpstreamError } = rules;
  const { timeouts, proxy, transport: given } = settings;
  const makeHeaders = createHeaderMaker(rules, settings);
  const transport = given ?? createTransport({ name: provider, timeouts, proxy });
  return {
    async send(url, { accept, body, client = {}, signal }) {
      const own = body ? { accept, 'content-type': 'application/json' } : { accept };
      const making = makeHeaders({ client, own, signal });
      const { headers, secrets } = making instanceof Promise ? await making : making;
      const reply = await transport.request(url, {
        method: body ? 'POST' : 'GET',
        headers,
        body: body && toBytes(body),
        signal,
        // Our own transport has them already.
        timeouts: given ? timeouts : undefined,
      });
      if (reply.status >= 300) throw await readRefusal(provider, reply, { signal, secrets });
      return { reply, secrets };
    },
    async close() {
      if (!given) await transport.close();
    },
  };
}

function toBytes(body: object): Uint8Array {
  return body instanceof Uint8Array ? body : encodeText(JSON.stringify(body));
}
