import type { ChatFunctionCall } from './chat-messages.ts';
import type { ChatModeration } from './chat-moderation.ts';
import type { ChatReasoning } from './chat-reasoning.ts';
import type { ChatServiceTier } from './chat-settings.ts';
import type { ChatToolCall } from './chat-tools.ts';
import type { ChatUsage } from './usage.ts';

/**
 * Why the model stopped: it was done (`stop`), out of tokens (`length`), it wants tools run
 * (`tool_calls`, formerly `function_call`), or a filter cut it off (`content_filter`).
 */
export type ChatFinishReason =
  | 'stop'
  | 'length'
  | 'tool_calls'
  | 'content_filter'
  | 'function_call';

/** One token the model could have written. */
export interface ChatTopLogprob {
  /** The token as text. */
  token: string;
  /** The token's UTF-8 bytes: a character may span several tokens. */
  bytes: number[] | null;
  /** Natural logarithm of its probability. */
  logprob: number;
}

/** One token the model wrote, with the likeliest alternatives. */
export interface ChatTokenLogprob extends ChatTopLogprob {
  /** The likeliest at this place, at most `top_logprobs` of the request. */
  top_logprobs: ChatTopLogprob[];
}

/** Log probabilities, when `logprobs` asked for them. */
export interface ChatLogprobs {
  /** Of the tokens of `content`. */
  content: ChatTokenLogprob[] | null;
  /** Of the tokens of `refusal`. */
  refusal: ChatTokenLogprob[] | null;
}

/** A web page the answer cites. */
export interface ChatAnnotation {
  type: 'url_citation';
  url_citation: {
    /** The page. */
    url: string;
    /** Its title. */
    title: string;
    /** First character of `content` it supports, from 0. */
    start_index: number;
    /** Last character of `content` it supports. */
    end_index: number;
  };
}

/** Sound the model made. */
export interface ChatAudio {
  /** Names it in a later assistant message. */
  id: string;
  /** The sound as base64, in the format asked for. */
  data: string;
  /** Until when `id` is valid, in Unix seconds. */
  expires_at: number;
  /** The words spoken. */
  transcript: string;
}

/** The message the model wrote. */
export interface ChatResponseMessage extends ChatReasoning {
  role: 'assistant';
  /** What it said; `null` when it only calls tools, declines or speaks. */
  content: string | null;
  /** Why it declined. */
  refusal: string | null;
  /** The calls it wants made. */
  tool_calls?: ChatToolCall[];
  /** Web pages the text cites. */
  annotations?: ChatAnnotation[];
  /** Sound, when `modalities` asked for it. */
  audio?: ChatAudio | null;
  /** @deprecated Upstreams that know `tools` answer with `tool_calls`. */
  function_call?: ChatFunctionCall | null;
}

/** One of the `n` answers. */
export interface ChatChoice {
  /** Which of them, from 0. */
  index: number;
  /** What the model wrote. */
  message: ChatResponseMessage;
  /** Why it stopped. */
  finish_reason: ChatFinishReason;
  /** When `logprobs` asked for them. */
  logprobs: ChatLogprobs | null;
}

/**
 * The answer to `POST /v1/chat/completions`.
 *
 * As OpenAI defines it. Compatible upstreams leave out `refusal` or `logprobs`, and send `null`
 * for what is optional: reading with `?.` and `??` covers both.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export interface ChatCompletion {
  /** Starts with `chatcmpl-` at OpenAI. */
  id: string;
  object: 'chat.completion';
  /** When it was written, in Unix seconds. */
  created: number;
  /** The model that wrote it, as the upstream names it. */
  model: string;
  /** `n` answers. */
  choices: ChatChoice[];
  /** What it cost, in tokens. */
  usage?: ChatUsage;
  /** The queue that really served it. */
  service_tier?: ChatServiceTier | null;
  /** Names the upstream's set-up; goes with `seed`. @deprecated */
  system_fingerprint?: string;
  /** Labels of the request. */
  metadata?: Record<string, string> | null;
  /** Findings, when the request asked for moderation. */
  moderation?: ChatModeration | null;
}
