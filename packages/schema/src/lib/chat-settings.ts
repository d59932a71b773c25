import type { ChatTextPart } from './chat-content.ts';
import type { ChatFunctionDefinition, ChatTool, ChatToolChoice, JsonSchema } from './chat-tools.ts';

/** How long the model thinks before it answers. Models differ in which values they know. */
export type ChatReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** Which queue serves the request, a matter of price and speed. */
export type ChatServiceTier = 'auto' | 'default' | 'flex' | 'scale' | 'priority' | 'fast';

/** How the next token is chosen, and when to stop. */
export interface ChatSamplingSettings {
  /** Randomness, 0 to 2. Default 1. */
  temperature?: number | null | undefined;
  /** Only tokens within this share of probability are in the draw, 0 to 1. Default 1. */
  top_p?: number | null | undefined;
  /** Against tokens by how often they came already, -2 to 2. Default 0. */
  frequency_penalty?: number | null | undefined;
  /** Against tokens that came at all, -2 to 2. Default 0. */
  presence_penalty?: number | null | undefined;
  /** Token id to bias, -100 (never) to 100 (always). */
  logit_bias?: Record<string, number> | null | undefined;
  /** Longest answer in tokens, reasoning included. Default: the model's own limit. */
  max_completion_tokens?: number | null | undefined;
  /** Longest answer in tokens. @deprecated Use `max_completion_tokens`. */
  max_tokens?: number | null | undefined;
  /** Texts that end the answer, at most 4; they do not stand in it. */
  stop?: string | string[] | null | undefined;
  /** Same seed and settings, same answer — as far as the upstream can. @deprecated */
  seed?: number | null | undefined;
  /** How many answers to write, at least 1. Default 1. */
  n?: number | null | undefined;
  /** Report the log probability of every token. Default `false`. */
  logprobs?: boolean | null | undefined;
  /** How many alternatives to report per token, 0 to 20; needs `logprobs`. Default 0. */
  top_logprobs?: number | null | undefined;
}

/** The shape of the answer: free text, any JSON, or JSON of a schema. */
export type ChatResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; json_schema: ChatJsonSchemaFormat };

/** The schema an answer must follow. */
export interface ChatJsonSchemaFormat {
  /** Letters, digits, `_` and `-`, at most 64. */
  name: string;
  /** What the format is for, for the model. */
  description?: string | null | undefined;
  /** What the answer must fit, an object. */
  schema?: JsonSchema | null | undefined;
  /** Hold the model exactly to `schema`. Default `false`. */
  strict?: boolean | null | undefined;
}

/** Sound in the answer. */
export interface ChatAudioSettings {
  /** What the bytes shall be. */
  format: 'wav' | 'aac' | 'mp3' | 'flac' | 'opus' | 'pcm16';
  /** A voice of the upstream's by name, or one of one's own by id. */
  voice: string | { id: string };
}

/** What the answer looks like. */
export interface ChatOutputSettings {
  /** Shape of the answer. Default text. */
  response_format?: ChatResponseFormat | null | undefined;
  /** Kinds of output. Default `['text']`. */
  modalities?: ('text' | 'audio')[] | null | undefined;
  /** Required when `modalities` has `audio`. */
  audio?: ChatAudioSettings | null | undefined;
  /** Text that is mostly known already, to answer faster. */
  prediction?: { type: 'content'; content: string | ChatTextPart[] } | null | undefined;
  /** How long the model thinks first. Default: the model's own. */
  reasoning_effort?: ChatReasoningEffort | null | undefined;
  /** How wordy the answer is. Default `medium`. */
  verbosity?: 'low' | 'medium' | 'high' | null | undefined;
}

/** A search the upstream makes on the web before it answers. */
export interface ChatWebSearchOptions {
  /** How much of the results the model reads. Default `medium`. */
  search_context_size?: 'low' | 'medium' | 'high' | null | undefined;
  /** Roughly where the end user is, for local results. */
  user_location?: { type: 'approximate'; approximate: ChatApproximateLocation } | null | undefined;
}

/** A rough place. */
export interface ChatApproximateLocation {
  /** Free text. */
  city?: string | null | undefined;
  /** Two letters, ISO 3166-1. */
  country?: string | null | undefined;
  /** Free text. */
  region?: string | null | undefined;
  /** IANA name, such as `Europe/Berlin`. */
  timezone?: string | null | undefined;
}

/** What the model may call. */
export interface ChatToolSettings {
  /** Tools the client runs. Default none. */
  tools?: ChatTool[] | null | undefined;
  /** Which of them the model calls. Default `auto` with tools, `none` without. */
  tool_choice?: ChatToolChoice | null | undefined;
  /** Whether it may call several at once. Default `true`. */
  parallel_tool_calls?: boolean | null | undefined;
  /** Present: search the web first. */
  web_search_options?: ChatWebSearchOptions | null | undefined;
  /** @deprecated Use `tools`. */
  functions?: Omit<ChatFunctionDefinition, 'strict'>[] | null | undefined;
  /** @deprecated Use `tool_choice`. */
  function_call?: 'none' | 'auto' | { name: string } | null | undefined;
}
