import type { ValidationIssue } from '@gw/schema';
import type { ApiEvent, ApiName, ApiRequest, ApiResponse } from './api.ts';
import type { GatewayError } from './errors.ts';
import type { DeepReadonly } from './payload.ts';
import type { StreamFrame } from './provider.ts';
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
  /** What is wrong with a body, as far as the gateway itself depends on it; all else passes unseen. */
  validate(body: unknown): ValidationIssue | undefined;
  /** Members that the gateway reads or writes, so that they must be unambiguous. */
  readonly members: ReadonlySet<string>;
  /** The same for objects inside one of them. Default: none. */
  readonly inside?: { readonly member: string; readonly members: ReadonlySet<string> };
  usageOf(response: DeepReadonly<ApiResponse<A>>): Usage | undefined;
  /** Default: the endpoint never streams. */
  readonly stream?: StreamProtocol<A>;
}

/** What the pump has to know of an api's event stream. */
export interface StreamProtocol<A extends ApiName = ApiName> {
  /** Whether a `[DONE]` frame must be the last one. Otherwise {@link isTerminal} decides. */
  readonly endsWithDone: boolean;
  /** Whether nothing is missing once this event has come. */
  isTerminal(event: ApiEvent<A>): boolean;
  /** Terminal events that a request brings about, one a picture. Default: one. */
  terminalsOf?(request: DeepReadonly<ApiRequest<A>>): number;
  /** Whether this event carries content: the first such event commits the call to its target. */
  isContent(event: ApiEvent<A>): boolean;
  /** What chunk hooks see of an event, and what must wait until they have said all. */
  splitFinish(event: ApiEvent<A>): { delta?: ApiEvent<A>; finish?: ApiEvent<A> };
  usageOf(event: ApiEvent<A>): Usage | undefined;
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
  /** The terminal frame of a stream that failed. */
  errorFrame(error: GatewayError): StreamFrame;
}

export interface ResponseCollector<A extends ApiName = ApiName> {
  push(event: ApiEvent<A>): void;
  end(): ApiResponse<A> | undefined;
}

/** Rows keep their own types; the runner works on any of them. */
export type AnyOperation = Operation;
