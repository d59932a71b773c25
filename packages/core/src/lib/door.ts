import type { Headers } from './provider.ts';

/** One HTTP request as an adapter hands it in: plain data, no framework and no WHATWG objects. */
export interface GatewayRequest {
  /** Upper case. */
  readonly method: string;
  /** Path without query, not decoded, without the adapter's base path: `/v1/models/a%2Fb`. */
  readonly path: string;
  /** Query without `?`. Empty when there is none. */
  readonly query: string;
  readonly headers: Headers;
  /**
   * The whole body, read when first called.
   * @throws {GatewayError} `body_too_large` as soon as more than `limitBytes` are announced or read.
   */
  readBody(limitBytes: number): Promise<Uint8Array>;
  /** The body in pieces, for uploads. A request is read by one of the two, once. */
  bodyStream(): AsyncIterable<Uint8Array>;
  /**
   * Aborted when the client leaves before the reply has ended, with a `GatewayError`
   * `client_closed_request`; never by a normal end.
   */
  readonly signal: AbortSignal;
  /**
   * Aborts `signal`, so that the call needs none of its own, which is among the dearest things of a
   * request. Default: the call has one that follows.
   */
  abort?(reason: unknown): void;
  readonly remoteAddress?: string | undefined;
  /** What the host server knows about the caller; hooks find it as `ctx.host`. Default: empty. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  /** Keeps a serverless host alive until the promise settles. Default: nothing to keep alive. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
}

/** Header lines in order; a name may stand there more than once. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** What an adapter writes back. */
export interface GatewayReply {
  readonly status: number;
  readonly headers: HeaderLines;
  /**
   * Whole or in pieces. The adapter writes each piece at once, waits while the client does not
   * read, and calls `return()` on the iterator when the client leaves.
   */
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array> | null;
}
