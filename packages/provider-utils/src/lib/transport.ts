import type { Headers } from '@gw/core';

/** How long an upstream may take, in ms. `0` waits for ever. There is no limit on a whole reply. */
export interface Timeouts {
  /** For DNS, TCP and TLS together. Default: 10,000. */
  readonly connectMs: number;
  /** From the request sent to the reply's headers; reasoning models think before. Default: 600,000. */
  readonly firstByteMs: number;
  /** Between two reads of the body, while somebody wants to read. Default: 300,000. */
  readonly idleMs: number;
}

export const defaultTimeouts: Timeouts = {
  connectMs: 10_000,
  firstByteMs: 600_000,
  idleMs: 300_000,
};

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `accept-encoding: identity` is added. Default: none. */
  readonly headers?: Headers;
  /** Sent as it is, with its `content-length`. Default: no body. */
  readonly body?: Uint8Array | undefined;
  /** Ends the request in every phase and destroys its socket. Default: never. */
  readonly signal?: AbortSignal | undefined;
  /** Overrides the transport's. Default: those. */
  readonly timeouts?: Partial<Timeouts> | undefined;
}

export interface TransportReply {
  /** Anything but 3xx: redirects are not followed. */
  readonly status: number;
  readonly headers: Headers;
  /**
   * The body as it arrives; reads that wait are handed out as one. One consumer, one `next()` at a
   * time, and either read to its end or left by `return()`, which is safe while a `next()` waits.
   */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** One HTTP client with its connections. */
export interface Transport {
  /**
   * Sends a request and resolves when the reply's status and headers are there.
   * @throws {GatewayError} `upstream_unreachable`, `upstream_timeout`, `upstream_invalid_response`;
   *   `bytes` may throw `upstream_incomplete` and `upstream_timeout`. No message holds a URL.
   * @throws the signal's reason once it is aborted.
   */
  request(url: string, request: TransportRequest): Promise<TransportReply>;
  /** Ends all connections, also those in use. A second call changes nothing. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Who is called, for error messages. Default: the URL's host. */
  readonly name?: string | undefined;
  /** Default: {@link defaultTimeouts}. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** URL of an HTTP proxy, with its user and password if it wants them. Node only. Default: none. */
  readonly proxy?: string | undefined;
}

/**
 * A consumer that leaves right behind `[DONE]` leaves a reply whose last bytes are on their way:
 * reading them costs less than a new connection. More than this is not worth waiting for.
 */
export const drainLimits = { bytes: 64 * 1024, ms: 500 } as const;

/** Completes a request's timeouts from its transport's and the defaults. */
export function completeTimeouts(...layers: (Partial<Timeouts> | undefined)[]): Timeouts {
  const timeouts = { ...defaultTimeouts };
  for (const layer of layers) {
    for (const name of ['connectMs', 'firstByteMs', 'idleMs'] as const) {
      timeouts[name] = layer?.[name] ?? timeouts[name];
    }
  }
  return timeouts;
}

/** @throws {TypeError} that does not quote the URL, as the runtime's own errors do. */
export function parseTarget(url: string): URL {
  const target = URL.parse(url);
  const isHttp = target?.protocol === 'http:' || target?.protocol === 'https:';
  if (!target || !isHttp || target.username !== '' || target.password !== '') {
    throw new TypeError('A transport needs an absolute http(s) URL without credentials.');
  }
  return target;
}
