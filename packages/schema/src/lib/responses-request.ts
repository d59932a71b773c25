import type { ChatReasoningEffort, ChatServiceTier } from './chat-settings.ts';
import type { JsonSchema } from './chat-tools.ts';
import type { ResponsesInputItem } from './responses-items.ts';
import type { ResponsesTool, ResponsesToolChoice } from './responses-tools.ts';

/** The shape of the answer's text. */
export type ResponsesTextFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | {
      type: 'json_schema';
      /** Letters, digits, `_` and `-`, at most 64. */
      name: string;
      /** What the answer must fit, an object. */
      schema: JsonSchema;
      description?: string | null | undefined;
      /** Hold the model exactly to `schema`. Default `false`. */
      strict?: boolean | null | undefined;
    };

/** What the answer's text looks like. */
export interface ResponsesTextSettings {
  /** Default: free text. */
  format?: ResponsesTextFormat | null | undefined;
  /** How wordy it is. Default `medium`. */
  verbosity?: 'low' | 'medium' | 'high' | null | undefined;
}

/** How the model thinks. */
export interface ResponsesReasoningSettings {
  /** How long. Default: the model's own. */
  effort?: ChatReasoningEffort | null | undefined;
  /** Whether it sums up its reasoning. Default: no. */
  summary?: 'concise' | 'detailed' | 'auto' | null | undefined;
}

/** Extra data that a response carries only when asked. The first two are the contract's. */
export type ResponsesInclude =
  | 'reasoning.encrypted_content'
  | 'message.output_text.logprobs'
  | 'message.input_image.image_url'
  | 'file_search_call.results'
  | 'web_search_call.results'
  | 'web_search_call.action.sources'
  | 'computer_call_output.output.image_url'
  | 'code_interpreter_call.outputs';

/** Members that say what the model is asked. */
interface ResponsesPrompt {
  /** Id of the model. */
  model?: string | null | undefined;
  /** Text of the user, or items, oldest first. */
  input?: string | ResponsesInputItem[] | null | undefined;
  /** Instructions for this response alone. */
  instructions?: string | null | undefined;
  /** Goes on where that response ended. */
  previous_response_id?: string | null | undefined;
}

/** Members that say how it answers. */
interface ResponsesSettings {
  tools?: ResponsesTool[] | null | undefined;
  tool_choice?: ResponsesToolChoice | null | undefined;
  /** Whether it may call several tools at once. Default `true`. */
  parallel_tool_calls?: boolean | null | undefined;
  /** At most so many calls of hosted tools, at least 1. Default: no limit. */
  max_tool_calls?: number | null | undefined;
  text?: ResponsesTextSettings | null | undefined;
  reasoning?: ResponsesReasoningSettings | null | undefined;
  /** Randomness, 0 to 2. Default 1. */
  temperature?: number | null | undefined;
  /** Only tokens within this share of probability are in the draw, 0 to 1. Default 1. */
  top_p?: number | null | undefined;
  /** Against tokens that came at all. Default 0. Not OpenAI's. */
  presence_penalty?: number | null | undefined;
  /** Against tokens by how often they came. Default 0. Not OpenAI's. */
  frequency_penalty?: number | null | undefined;
  /** Alternatives to report per token, 0 to 20. Default 0. */
  top_logprobs?: number | null | undefined;
  /** Longest answer in tokens, reasoning included, at least 16. Default: the model's own. */
  max_output_tokens?: number | null | undefined;
  /** `auto`: drop the oldest when the input is too long. Default `disabled`: fail. */
  truncation?: 'auto' | 'disabled' | null | undefined;
  include?: ResponsesInclude[] | null | undefined;
}

/** Members about how the response is delivered and kept. */
interface ResponsesServiceSettings {
  /** Answer with server-sent events. Default `false`. */
  stream?: boolean | null | undefined;
  stream_options?: { include_obfuscation?: boolean | null | undefined } | null | undefined;
  /** Keep the response, so that it can be continued and fetched. Default `true`. */
  store?: boolean | null | undefined;
  /** Answer later; the response can be fetched. Default `false`. */
  background?: boolean | null | undefined;
  /** Up to 16 labels: keys to 64 characters, values to 512. */
  metadata?: Record<string, string> | null | undefined;
  /** Which queue serves the request. Default `auto`. */
  service_tier?: ChatServiceTier | 'ultrafast' | null | undefined;
  /** Requests with one key share a prompt cache; the gateway keeps tenants apart. */
  prompt_cache_key?: string | null | undefined;
  /** Stable, anonymous id of the end user, for abuse detection. */
  safety_identifier?: string | null | undefined;
  /** @deprecated Use `safety_identifier` and `prompt_cache_key`. */
  user?: string | null | undefined;
}

/**
 * The body of `POST /v1/responses`, streamed or not.
 *
 * As the OpenResponses contract of 2026-04-24 defines it, with what OpenAI has beyond it where the
 * gateway reads it. Every optional member may also be `null`.
 * @see https://www.openresponses.org/specification
 * @see https://developers.openai.com/api/reference/resources/responses/methods/create
 */
export interface ResponsesRequest
  extends ResponsesPrompt,
    ResponsesSettings,
    ResponsesServiceSettings {}

/**
 * The body of `POST /v1/responses/compact`.
 * @see https://www.openresponses.org/specification
 */
export interface CompactRequest extends ResponsesPrompt {
  model: string;
  prompt_cache_key?: string | null | undefined;
}

/**
 * The body of `POST /v1/responses/input_tokens`: a request that is counted, not answered.
 * @see https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens/methods/count
 */
export interface InputTokensRequest
  extends ResponsesPrompt,
    Pick<
      ResponsesSettings,
      'tools' | 'tool_choice' | 'parallel_tool_calls' | 'text' | 'reasoning' | 'truncation'
    > {}
