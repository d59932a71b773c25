import type { ResponsesInputItem, ResponsesOutputItem } from './responses-items.ts';
import type { ResponsesReasoningSettings, ResponsesTextSettings } from './responses-request.ts';
import type { ResponsesTool, ResponsesToolChoice } from './responses-tools.ts';

/** Token counts of one response. */
export interface ResponsesUsage {
  /** Tokens read, cached ones included. */
  input_tokens: number;
  /** Tokens written, reasoning included. */
  output_tokens: number;
  /** Sum of the two. */
  total_tokens: number;
  input_tokens_details: {
    /** Read from the prompt cache. */
    cached_tokens: number;
    /** Written to it. OpenAI's. */
    cache_write_tokens?: number;
  };
  output_tokens_details: {
    /** Spent on reasoning. */
    reasoning_tokens: number;
  };
}

/** Where a response is. `cancelled` is OpenAI's. */
export type ResponseStatus =
  | 'queued'
  | 'in_progress'
  | 'completed'
  | 'incomplete'
  | 'failed'
  | 'cancelled';

/** Why a response failed. */
export interface ResponseFailure {
  /** `server_error`, `rate_limit_exceeded`, `model_error`, … */
  code: string;
  /** For a human. */
  message: string;
}

/**
 * The answer to `POST /v1/responses`, and the snapshot in the events of its stream. All members are
 * always there; what the request left open has its default.
 * @see https://www.openresponses.org/specification
 */
export interface ResponseResource {
  /** Starts with `resp_`. */
  id: string;
  object: 'response';
  /** Unix seconds. */
  created_at: number;
  /** Unix seconds; set only when `status` is `completed`. */
  completed_at: number | null;
  status: ResponseStatus;
  incomplete_details: { reason: 'max_output_tokens' | 'content_filter' | (string & {}) } | null;
  model: string;
  previous_response_id: string | null;
  /** As asked; OpenAI may have items here. */
  instructions: string | ResponsesInputItem[] | null;
  output: ResponsesOutputItem[];
  error: ResponseFailure | null;
  tools: ResponsesTool[];
  tool_choice: ResponsesToolChoice;
  truncation: 'auto' | 'disabled';
  parallel_tool_calls: boolean;
  text: ResponsesTextSettings;
  top_p: number;
  presence_penalty: number;
  frequency_penalty: number;
  top_logprobs: number;
  temperature: number;
  reasoning: ResponsesReasoningSettings | null;
  usage: ResponsesUsage | null;
  max_output_tokens: number | null;
  max_tool_calls: number | null;
  store: boolean;
  background: boolean;
  /** The queue that really served it. */
  service_tier: string;
  metadata: Record<string, string>;
  safety_identifier: string | null;
  prompt_cache_key: string | null;
}

/** The answer to `POST /v1/responses/compact`: a new input, to be handed back as it is. */
export interface CompactResource {
  /** Not one that can be continued. */
  id: string;
  object: 'response.compaction';
  /** Unix seconds. */
  created_at: number;
  /** Messages that were kept, and one `compaction` item. */
  output: (ResponsesOutputItem | ResponsesInputItem)[];
  usage: ResponsesUsage;
}

/** The answer to `POST /v1/responses/input_tokens`. */
export interface InputTokens {
  object: 'response.input_tokens';
  /** Tokens that the request would read. */
  input_tokens: number;
}
