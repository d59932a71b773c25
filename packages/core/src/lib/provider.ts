import type { Model } from '@gw/schema';
import type { ApiEvent, ApiName, ApiRequest, ApiResponse } from './api.ts';
import type { Quirk } from './conversion.ts';
import type { Payload } from './payload.ts';

/** Header names in lower case. A list where a header came more than once. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A source of models. A plain object from a factory that does no I/O, starts no timer and draws no
 * random number; whatever it opens, it opens at the first call and lets go in `close`.
 */
export interface Provider {
  readonly specVersion: 1;
  /** Name of this provider in model ids (`openai/gpt-5`), errors and events. Without a slash. */
  readonly id: string;
  readonly capabilities: Capabilities;
  /**
   * Makes one upstream call. Resolves once the upstream's status and headers are known: a refusal
   * rejects here, never inside the stream's iterator. What the upstream *sent* decides whether the
   * reply is `json` or `stream`, not what was asked. It honours `options.signal` at every await.
   * @throws {UpstreamError} when the upstream refused.
   * @throws {GatewayError} `upstream_unreachable`, `upstream_timeout`, `upstream_invalid_response`
   */
  call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply>;
  /** The models that the upstream offers, by their upstream names. Default: it does not tell. */
  listModels?(options: { readonly signal: AbortSignal }): Promise<readonly Model[]>;
  /** Lets go of connections. */
  close?(): Promise<void> | void;
}

/** What a provider, or one target of it, can do. */
export interface Capabilities {
  /** The wire shapes it speaks. Everything else is converted, or refused by name. */
  readonly apis: readonly ApiName[];
  /** Whether it understands `stream_options.include_usage`. Default: true. */
  readonly streamUsage?: boolean;
  /**
   * Chat settings that it understands though its own api has none of them, such as `stop` and `seed`.
   * Where nobody does, a conversion refuses them or leaves them out. Default: none.
   */
  readonly carries?: readonly string[];
  /** What it is known to do differently, to be repaired on the way. Default: nothing. */
  readonly quirks?: readonly Quirk[];
}

/** A request in the wire shape of its `api`, with the upstream's model name already in it. */
export type ProviderRequest<A extends ApiName = ApiName> = {
  [Api in A]: {
    readonly api: Api;
    /** The upstream's name of the model; also in `body`. */
    readonly model: string;
    /** Whether the client asked for a stream. */
    readonly stream: boolean;
    readonly body: Payload<ApiRequest<Api>>;
  };
}[A];

export interface CallOptions {
  /** Aborted when the client left or the call is over. */
  readonly signal: AbortSignal;
  /**
   * The client's headers without credentials and without those that belong to its connection. A
   * provider forwards none of them unless its settings name them.
   */
  readonly headers: Headers;
  readonly requestId: string;
  /** Tells observers of something that was not done as asked, also while a stream runs. Default: nobody listens. */
  warn?(message: string): void;
}

/** What every reply of a provider tells, JSON or stream. */
export interface ReplyHead {
  /** The upstream's HTTP status, 2xx. */
  readonly status: number;
  /** The upstream's headers; the gateway passes on those of its allow-list. */
  readonly headers: Headers;
  /**
   * Of the api `responses`: whether the answer says only what the upstream told. Its events are the
   * starts and deltas, the end of each item and of the response; numbers, places, the other `.done`
   * events, snapshots and what echoes the request are the gateway's to add. For providers that
   * convert from another wire. Default: it says all by itself.
   */
  readonly isDraft?: boolean | undefined;
  /** Settings that this provider could not honour. */
  readonly warnings?: readonly string[];
}

/** An answer that is whole. */
export interface JsonReply<A extends ApiName = ApiName> extends ReplyHead {
  readonly json: Payload<ApiResponse<A>>;
  readonly stream?: undefined;
}

/** An answer that arrives in pieces. */
export interface StreamReply<A extends ApiName = ApiName> extends ReplyHead {
  /**
   * All frames of one read at a time: one promise and one write, however many frames came together.
   * The consumer calls `return()` when it wants no more.
   */
  readonly stream: AsyncIterable<readonly StreamFrame<ApiEvent<A>>[]>;
  readonly json?: undefined;
}

export type ProviderReply<A extends ApiName = ApiName> = JsonReply<A> | StreamReply<A>;

/** One frame of a server-sent event stream. `raw` is the whole frame including its blank line. */
export type StreamFrame<Event = unknown> =
  | {
      readonly kind: 'event';
      readonly event: Event;
      /** The `event:` field. Default: none. */
      readonly name?: string | undefined;
      /** The upstream's bytes. Default: encoded from `event`. */
      readonly raw?: Uint8Array | undefined;
    }
  | { readonly kind: 'done'; readonly raw?: Uint8Array | undefined }
  | { readonly kind: 'comment'; readonly raw: Uint8Array };
