import type { ValidationIssue } from '@gw/schema';
import type { ApiEvent, ApiName, ApiRequest, ApiResponse, Awaitable } from './api.ts';
import type { ConversionContext, StreamReducer } from './conversion.ts';
import type { Dialect } from './dialect.ts';
import type { GatewayError } from './errors.ts';
import type { DeepReadonly } from './payload.ts';
import type { StreamFrame } from './provider.ts';
import type { CompleteOptions } from './responses/complete-response.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import type { StampOptions } from './responses/stamp-state.ts';
import type { Usage } from './usage.ts';

/**
 * One inference endpoint. All of them go through one runner: a new endpoint is a new row, a schema
 * and, where it streams, a protocol.
 */
export interface Operation<A extends ApiName = ApiName> {
  readonly api: A;
  readonly method: 'POST';
  readonly path: string;
  /** How the runner reads the body. */
  readonly body: 'json';
  /** How its refusals are told. Default: as OpenAI does. */
  readonly dialect?: Dialect;
  /** What is wrong with a body, as far as the gateway itself depends on it; all else passes unseen. */
  validate(body: unknown): ValidationIssue | undefined;
  /** Members that the gateway reads or writes, so that they must be unambiguous. */
  readonly members: ReadonlySet<string>;
  /** The same for objects inside some of them. Default: none. */
  readonly inside?: {
    readonly within: readonly string[];
    readonly members: ReadonlySet<string>;
    /** Members whose inside is the client's own business. Default: none. */
    readonly except?: ReadonlySet<string>;
  };
  usageOf(response: DeepReadonly<ApiResponse<A>>): Usage | undefined;
  /** Whether nobody bills for it. Default: false. */
  readonly isFree?: boolean;
  /** Why a reply is no answer, though it is JSON without an error. Default: it always is one. */
  faultOf?(response: DeepReadonly<ApiResponse<A>>): string | undefined;
  /**
   * Members that must be said differently, or added, before a client gets a response that an
   * upstream wrote. Default: none.
   */
  complete?(
    response: DeepReadonly<ApiResponse<A>>,
    options: CompleteOptions,
  ): Partial<ApiResponse<A>>;
  /** What answers where no target speaks this api. Default: that is refused. */
  answerAlone?(
    request: DeepReadonly<ApiRequest<A>>,
    service: ResponsesService,
    context: ConversionContext,
  ): Awaitable<ApiResponse<A>>;
  /** Default: the endpoint never streams. */
  readonly stream?: StreamProtocol<A>;
}

/** What the pump has to know of an api's event stream. */
export interface StreamProtocol<A extends ApiName = ApiName> {
  /**
   * What ends an upstream's stream: a `[DONE]` frame; the first terminal event; or, where several
   * terminal events may come, its connection.
   */
  readonly end: 'done' | 'terminal' | 'close';
  /** Whether a client's stream ends with `[DONE]`, however the upstream's did; where there is a stamp. */
  readonly writesDone: boolean;
  /** Whether nothing is missing once this event has come. */
  isTerminal(event: ApiEvent<A>): boolean;
  /** Terminal events that a request brings about, one a picture. Default: one. */
  terminalsOf?(request: DeepReadonly<ApiRequest<A>>): number;
  /** Whether this event carries content: the first such event commits the call to its target. */
  isContent(event: ApiEvent<A>): boolean;
  /**
   * What chunk hooks see of an event, what must wait until they have said all, and what is neither:
   * the beginning of the stream, which goes out by itself.
   */
  splitEvent(event: ApiEvent<A>): SplitEvent<A>;
  usageOf(event: ApiEvent<A>): Usage | undefined;
  /** The same for a stream that tells its usage in pieces. Default: `usageOf`. */
  openUsage?(): Pick<StreamProtocol<A>, 'usageOf'>;
  /**
   * The event for a client that did not ask for usage: without it, or `null` where nothing else is
   * in it. Returns the event itself where there is nothing to strip.
   */
  stripUsage(event: ApiEvent<A>): ApiEvent<A> | null;
  /** Members to add to the request so that the upstream tells its usage; none when the client asked. */
  askForUsage(request: DeepReadonly<ApiRequest<A>>): Partial<ApiRequest<A>> | undefined;
  /** A whole response as the events of a stream. */
  toEvents(response: DeepReadonly<ApiResponse<A>>): readonly ApiEvent<A>[];
  /** The `event:` field of an event's frame. Default: none. */
  nameOf?(event: ApiEvent<A>): string | undefined;
  /** The reverse of `toEvents`; what has come so far is a valid, if partial, response. */
  collect(): ResponseCollector<A>;
  /** An event without content, for clients that cannot see comments. */
  readonly keepAliveFrame: StreamFrame;
  /** The terminal frame of a stream that failed. Where there is a stamp, that one says it. */
  errorFrame(error: GatewayError): StreamFrame;
  /**
   * Brings the stream of an upstream into the starts and deltas that chunk hooks are promised.
   * Default: it consists of them.
   */
  openNormalizer?(): StreamReducer<ApiEvent<A>, ApiEvent<A>>;
  /** Default: events go to the client as they are. */
  openStamp?(options: StampOptions): StreamStamp<A>;
}

export interface SplitEvent<A extends ApiName = ApiName> {
  readonly start?: ApiEvent<A>;
  readonly delta?: ApiEvent<A>;
  readonly finish?: ApiEvent<A>;
}

/**
 * Writes a stream as its client gets it, with identity, order and all that follows from its deltas.
 * One a call, whichever targets were tried.
 */
export interface StreamStamp<A extends ApiName = ApiName> {
  /** The events that open the stream; none when it is open. @param known what is known so far. */
  begin(known: Partial<ApiResponse<A>>): ApiEvent<A>[];
  /** What the client gets for an event that a conversion made, or that hooks let through. */
  take(event: ApiEvent<A>): ApiEvent<A>[];
  /** What the client gets for a frame of an upstream that speaks this api itself, which no hook has touched. */
  pass(frame: EventFrame<ApiEvent<A>>): readonly EventFrame<ApiEvent<A>>[];
  /** The end of a stream that failed. */
  fail(error: GatewayError): ApiEvent<A>[];
  /**
   * The response as it stands, with what clients do not see. `undefined` before its beginning.
   * Default: nothing is hidden, so that what went out can be collected.
   */
  response?(): ApiResponse<A> | undefined;
}

/** A frame that holds an event. */
export type EventFrame<Event = unknown> = Extract<StreamFrame<Event>, { kind: 'event' }>;

export interface ResponseCollector<A extends ApiName = ApiName> {
  push(event: ApiEvent<A>): void;
  end(): ApiResponse<A> | undefined;
}

/** Rows keep their own types; the runner works on any of them. */
export type AnyOperation = Operation;
