import type { ApiEvent, ApiName, ApiRequest, ApiResponse, Awaitable } from './api.ts';
import type { Answer, ApiContext, CallContext, Identity, Route } from './context.ts';
import type { GatewayReply, GatewayRequest, HeaderLines } from './door.ts';
import type { GatewayError } from './errors.ts';
import type { CallEvent } from './events.ts';
import type { Payload } from './payload.ts';
import type { Target } from './registry.ts';
import type { ResponseStore } from './responses/response-store.ts';

/**
 * The user's own code, phase by phase; every phase is optional and runs the same way on every
 * endpoint, streamed or not. Three families that are never mixed: *replace* by returning a value,
 * *wrap* by calling `next`, *observe*. Order: `priority`, then registration.
 */
export interface Hooks {
  /** Shown in logs and errors. */
  readonly name: string;
  /** Lower runs first. Default: 0. */
  readonly priority?: number;

  /**
   * Says who is calling, before the body is read, on every route but health. The first identity
   * wins; `undefined` means "not mine to say". Nobody knows the caller → 401.
   */
  authenticate?(request: GatewayRequest, ctx: CallContext): Awaitable<Identity | undefined>;

  /** Replaces the request (also its `model`) or answers at once. */
  onRequest?(ctx: ApiContext): Awaitable<RequestDecision | undefined>;

  /** Wraps one answer: caches, tool loops. May call `next` several times, with another request. */
  wrapRun?(ctx: ApiContext, next: Run): Promise<Answer>;

  /** Wraps one provider call, in the target's api; retries and fallbacks pass here one by one. */
  wrapAttempt?(ctx: ApiContext, attempt: Attempt, next: RunAttempt): Promise<Answer>;

  /** Runs once a reply: on the JSON body, or on a stream's head. Replaces body or headers. */
  onResponse?(ctx: ApiContext, reply: ReplyView): Awaitable<ReplyChange | undefined>;

  /**
   * Sees every start and delta of a stream and returns what goes on in its place: an event, several,
   * or none (`null`); nothing returned, it stays. To look across chunks, hand over {@link perStream}.
   */
  readonly onChunk?: ChunkHook;

  /**
   * Writes down what the client is given, behind all hooks. Asked once an answer, when its first piece
   * is about to go out; `undefined`: not this one. What fails before that is recorded by nobody.
   */
  record?(ctx: ApiContext): Recorder | undefined;

  /** Replaces the error that the client will see. */
  onError?(ctx: CallContext, error: GatewayError): Awaitable<GatewayError | undefined>;

  /** Is told what happened. What it throws is logged and touches nothing. */
  observe?(event: CallEvent, ctx: CallContext): Awaitable<void>;
  /** Whether `settled` events carry the whole response, assembled also from streams. Default: false. */
  readonly collect?: boolean;

  /** Paths of its own. */
  readonly routes?: readonly Route[];
  /** Where responses are found that requests go on from. Default: see `ResponsesOptions.store`. */
  readonly responseStore?: ResponseStore;
  /** Runs before the gateway's first request. @param door makes calls of the hook's own. */
  start?(door: GatewayDoor): Awaitable<void>;
  /** Runs in `gateway.close()`. */
  close?(): Awaitable<void>;
}

/** Makes calls that no client has made. */
export interface GatewayDoor {
  /**
   * One request, front to back, through all hooks; for somebody who is known already.
   * @param identity on whose behalf: `authenticate` hooks are not asked.
   */
  handle(
    request: GatewayRequest,
    identity: Identity,
    options?: OwnCallOptions,
  ): Promise<GatewayReply>;
}

export interface OwnCallOptions {
  /**
   * Whether the request is one that `onRequest` hooks have made of a client's before: they see each once.
   * Default: false.
   */
  readonly isPrepared?: boolean;
}

/** Writes one answer down. Nothing of it holds up what goes out, but for the last piece, which waits for `end`. */
export interface Recorder {
  /**
   * Aborted, with a `GatewayError`, when what it writes counts no longer: an answer that is still being
   * given ends with that error.
   */
  readonly lost?: AbortSignal | undefined;
  /** An event of a stream, with the bytes in which it goes out. */
  event?(event: ApiEvent, bytes: Uint8Array): void;
  /**
   * Called once. What it throws is logged. A stream goes out to its end all the same; a whole answer too,
   * unless it is a `GatewayError`, which then is the reply.
   */
  end(end: RecordedEnd): Awaitable<void>;
}

/** How an answer ended that had begun. */
export interface RecordedEnd {
  /** `cancelled`: the client left, or the gateway closed. */
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /**
   * The answer as it was given, with the opaque reasoning that stayed with us; what there was of it where
   * it did not complete. Nothing where it had no shape of its own.
   */
  readonly response: ApiResponse | undefined;
}

/** What `onRequest` decides. */
export type RequestDecision =
  /** Go on with another request. */
  | { readonly request: Payload<ApiRequest>; readonly response?: undefined }
  /** Answer with this response object; a client that asked for a stream gets it as one. */
  | { readonly response: ApiResponse; readonly request?: undefined };

/** Makes the answer, with the call's request or another. */
export type Run = (request?: Payload<ApiRequest>) => Promise<Answer>;

/** One provider call about to be made. */
export interface Attempt {
  readonly target: Target;
  /** 1 for the call's first attempt, counted over all targets. */
  readonly number: number;
  /** The api in which this target is asked; the request is in its shape, and so is the answer. */
  readonly api: ApiName;
  readonly request: Payload<ApiRequest>;
}

export type RunAttempt = (attempt?: Attempt) => Promise<Answer>;

/** A reply about to be sent. `body` is unset for a stream's head. */
export interface ReplyView {
  readonly status: number;
  readonly headers: HeaderLines;
  readonly body: Payload<ApiResponse> | undefined;
}

export interface ReplyChange {
  readonly body?: Payload<ApiResponse>;
  /** Added to the reply; a header of that name is replaced. */
  readonly headers?: HeaderLines;
}

type Chunks = ApiEvent | readonly ApiEvent[] | null | undefined;

/** Value in, value out; the returned event goes on in the place of the one that came. */
export type ChunkFunction = (event: ApiEvent, ctx: ApiContext) => Awaitable<Chunks>;

/** One stream's own state. `end` says what was held back, before the stream's finish goes out. */
export interface ChunkTransform {
  /** Whether every event is answered at once, so that nothing is ever held back. Default: false. */
  readonly isStateless?: boolean;
  push(event: ApiEvent): Awaitable<readonly ApiEvent[]>;
  end(): Awaitable<readonly ApiEvent[]>;
}

/** Makes a transform for each stream. */
export interface ChunkFactory {
  readonly create: (ctx: ApiContext) => ChunkTransform;
}

export type ChunkHook = ChunkFunction | ChunkFactory;

/** A chunk hook with state of its own in every stream: `onChunk: perStream(() => ({ push, end }))`. */
export function perStream(create: (ctx: ApiContext) => ChunkTransform): ChunkFactory {
  return { create };
}
