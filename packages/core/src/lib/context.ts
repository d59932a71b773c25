import type { ApiEvent, ApiName, ApiRequest, ApiResponse } from './api.ts';
import type { GatewayReply, GatewayRequest } from './door.ts';
import type { Logger } from './logger.ts';
import type { Payload } from './payload.ts';
import type { Headers, ReplyHead, StreamFrame } from './provider.ts';
import type { RouteParams } from './route-patterns.ts';

/** Who is calling, as an `authenticate` hook says. */
export interface Identity {
  /** Owner of everything this call stores, caches or counts. */
  readonly tenant: string;
  /** Whatever else later hooks should know: roles, limits, a key's name. Never the key. */
  readonly [claim: string]: unknown;
}

/** A typed place for state that hooks share during one call. */
export interface ContextKey<T> {
  readonly description: string;
  /** Carries the type only; there is no such property. */
  readonly type?: T;
}

/** Makes a place for state between the phases of a hook: `const started = createContextKey<number>('started')`. */
export function createContextKey<T>(description: string): ContextKey<T> {
  return { description };
}

/** Whether this call may be repeated. A client's headers or a hook switch it off. */
export interface AttemptSwitches {
  /** Ask the same target again. Header `x-gw-retry: off`. Default: true. */
  retry: boolean;
  /** Ask the next target. Header `x-gw-fallback: off`. Default: true. */
  fallback: boolean;
}

/** One call of one client, from its first byte to the last of its reply. */
export interface CallContext {
  /** Also in the reply's `x-request-id`. */
  readonly requestId: string;
  /** Aborted when the client leaves or the call is cancelled. */
  readonly signal: AbortSignal;
  /** Who is calling. `{ tenant: 'default' }` where no `authenticate` hook exists. */
  readonly identity: Identity;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Without credentials. */
  readonly headers: Headers;
  readonly remoteAddress: string | undefined;
  /** What the host server handed over, such as an Express user. */
  readonly host: Readonly<Record<string, unknown>>;
  readonly switches: AttemptSwitches;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  get<T>(key: ContextKey<T>): T | undefined;
  set<T>(key: ContextKey<T>, value: T): void;
  /**
   * Keeps a serverless host alive until the promise settles, for work that outlives the reply. Other
   * hosts live on anyway. The promise must not reject.
   */
  waitUntil(promise: Promise<unknown>): void;
  /**
   * Makes another inference call on behalf of this one: registry, attempts, usage and tenant, without
   * HTTP and authentication. For modules that need an embedding or a summary.
   * @throws {GatewayError}
   */
  call<A extends ApiName>(
    api: A,
    request: ApiRequest<A> | Payload<ApiRequest<A>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Answer<A>>;
}

/** A call whose body has been read: `ctx.api === 'chat'` narrows the request. */
export type ApiContext<A extends ApiName = ApiName> = {
  [K in A]: CallContext & {
    readonly api: K;
    /** The request as it stands now, after the hooks so far. */
    readonly request: Payload<ApiRequest<K>>;
    /** The model that the client asked for, after the hooks so far. */
    readonly model: string;
    /** Whether the client gets a stream. */
    readonly stream: boolean;
  };
}[A];

/** A target's answer on its way back, in the client's api. */
export type Answer<A extends ApiName = ApiName> = ReplyHead & {
  /** Which target gave it. Unset for an answer that a hook made. */
  readonly origin?: { readonly provider: string; readonly model: string } | undefined;
  /**
   * Whether it is what the client is to get, to the byte: a stream that has been through hooks and stamp
   * before. Default: it has not.
   */
  readonly isFinal?: boolean | undefined;
} & (
    | { readonly json: Payload<ApiResponse<A>>; readonly stream?: undefined }
    | {
        readonly stream: AsyncIterable<readonly StreamFrame<ApiEvent<A>>[]>;
        readonly json?: undefined;
      }
  );

/** A path of our own beside the inference endpoints: health, models, a module's API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * `/v1/files/:id/content`: a name stands for one segment. `/v1/models/*`: a trailing `*` stands for the
   * rest, slashes included. Where several match, words go before names, names before the rest.
   */
  readonly path: string;
  /** Whether `authenticate` hooks run first. Default: true. */
  readonly authenticate?: boolean;
  /** @param params what stands in the open places, decoded: `params.id`, `params['*']`. */
  handle(
    ctx: CallContext,
    request: GatewayRequest,
    params: RouteParams,
  ): RouteReply | Promise<RouteReply>;
}

/** A JSON value with status 200, or a whole reply. */
export type RouteReply = { readonly json: unknown; readonly status?: number } | GatewayReply;
