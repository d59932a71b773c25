import type { ApiEvent, ApiName, ApiRequest, ApiResponse, Awaitable } from './api.ts';
import type { DeepReadonly } from './payload.ts';

/** What a conversion may know beside the request. */
export interface ConversionContext {
  /**
   * Who makes opaque content (signatures, encrypted reasoning) and may get it back: it is replayed
   * to the same boundary only.
   */
  readonly boundary: string;
  /** How reasoning that an upstream shows as it was written is told in a response. */
  readonly rawReasoning: RawReasoning;
  /** What the target is known to do differently. */
  readonly quirks: readonly Quirk[];
  /**
   * Settings that the target carries though its api has none of them; `max_output_tokens`: also fewer
   * than the Responses api takes.
   */
  readonly carries: readonly string[];
  /** An unguessable id: `createId('msg')` → `msg_4f2a…`. */
  createId(prefix: string): string;
  /** Tells observers that something was not done as asked. */
  warn(message: string): void;
  /** Encrypts for the caller's tenant and one purpose; see `seal.ts`. */
  seal(purpose: string, text: string): Promise<string>;
}

/**
 * What upstreams are known to do differently, each one repaired where a target names it.
 * - `max_tokens`: in chat it knows `max_tokens` only, not `max_completion_tokens`.
 * - `strict_messages`: in chat it refuses what is not OpenAI's own in a message, such as thoughts, and
 *   ids of calls with more than 40 characters.
 * - `content_index`: its Responses streams count `content_index` up with every token.
 * - `lifecycle`: its Responses streams leave out events that open items and parts, or name none.
 * - `missing_fields`: its responses leave out members that the contract requires.
 */
export type Quirk =
  | 'max_tokens'
  | 'strict_messages'
  | 'content_index'
  | 'lifecycle'
  | 'missing_fields';

/**
 * `summary`: as a summary, which every client understands. `openai`, `openresponses`: as content, in
 * the names of that dialect (`response.reasoning_text.delta`, `response.reasoning.delta`).
 */
export type RawReasoning = 'summary' | 'openai' | 'openresponses';

/** A stream's way from one api to another: one event in, any number out. */
export interface StreamReducer<In, Out> {
  push(event: In): Out[];
  /** What is left to say once the last event has come. */
  end(): Out[];
}

/**
 * How a request in one api is asked in another, and the answer told back. Pure: what it needs of
 * the world is in its context.
 */
export interface Conversion<From extends ApiName = ApiName, To extends ApiName = ApiName> {
  readonly from: From;
  readonly to: To;
  /** The same that `carries` of a target says, of every target that speaks `to`. Default: nothing. */
  readonly carries?: readonly string[];
  /** @throws {GatewayError} `unsupported_parameter` naming the field that `to` cannot carry. */
  request(
    request: DeepReadonly<ApiRequest<From>>,
    context: ConversionContext,
  ): Awaitable<ApiRequest<To>>;
  /** @param request the client's, as it was converted. */
  response(
    response: DeepReadonly<ApiResponse<To>>,
    request: DeepReadonly<ApiRequest<From>>,
    context: ConversionContext,
  ): Awaitable<ApiResponse<From>>;
  /** Default: `from` does not stream. */
  openStream?(
    request: DeepReadonly<ApiRequest<From>>,
    context: ConversionContext,
  ): Awaitable<StreamReducer<ApiEvent<To>, ApiEvent<From>>>;
}
