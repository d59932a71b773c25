import type { JsonSchema } from './chat-tools.ts';
import type { MessagesBlock, MessagesCacheable, MessagesTextBlock } from './messages-blocks.ts';
import type { MessagesTool, MessagesToolChoice } from './messages-tools.ts';

/**
 * A turn of the conversation. A message of the assistant at the end is the beginning of the answer; one
 * of the system stands behind a user's, and only newer models know it.
 */
export type MessagesMessage =
  | { role: 'user' | 'assistant'; content: string | MessagesBlock[] }
  | { role: 'system'; content: string | MessagesTextBlock[] };

/** How the model thinks: as it sees fit, within a number of tokens, or not beforehand. */
export type MessagesThinking =
  | {
      type: 'adaptive';
      /** Whether the answer tells of it. Default: the model's own. */
      display?: 'summarized' | 'omitted' | null;
    }
  | {
      type: 'enabled';
      /** At least 1024, and below `max_tokens`. */
      budget_tokens: number;
      display?: 'summarized' | 'omitted' | null;
    }
  | { type: 'disabled' | 'between_tools' };

/** What the answer is like. */
export interface MessagesOutputConfig {
  /** How hard the model tries. Default `high`. */
  effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max' | null;
  /** The shape of its text. Default: free text. */
  format?: { type: 'json_schema'; schema: JsonSchema } | null;
}

/** Members that say what the model is asked, and thus what is counted. */
export interface MessagesPrompt extends MessagesCacheable {
  /** Id of the model. */
  model: string;
  /** The conversation, oldest first. */
  messages: MessagesMessage[];
  /** Instructions. */
  system?: string | MessagesTextBlock[];
  tools?: MessagesTool[];
  tool_choice?: MessagesToolChoice;
  thinking?: MessagesThinking;
  output_config?: MessagesOutputConfig;
  /** `fast`: for a higher price. Default `standard`. */
  speed?: 'standard' | 'fast' | null;
}

/**
 * The body of `POST /v1/messages`, streamed or not.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export interface MessagesRequest extends MessagesPrompt {
  /** Longest answer in tokens, thinking included. 0: none; only the prompt cache is filled. */
  max_tokens: number;
  /** Texts at which the answer ends. Default: none. */
  stop_sequences?: string[];
  /** Randomness, 0 to 1. Default 1. Models up to 4.6 take it. */
  temperature?: number;
  /** Only tokens within this share of probability are in the draw, 0 to 1. Models up to 4.6 take it. */
  top_p?: number;
  /** Only so many likeliest tokens are in the draw. Models up to 4.6 take it. */
  top_k?: number;
  /** Whether capacity that was paid for in advance may serve it. Default `auto`. */
  service_tier?: 'auto' | 'standard_only';
  metadata?: {
    /** Stable, anonymous id of the end user, for abuse detection. */
    user_id?: string | null;
  };
  /** Answer with server-sent events. Default `false`. */
  stream?: boolean;
  /** Where Anthropic's own tools run code. */
  container?: string | object | null;
  /** Where the model runs: `us`, `global`. Default: the workspace's. */
  inference_geo?: string | null;
}
