import type { ChatAudio, ChatFinishReason, ChatLogprobs } from './chat-completion.ts';
import type { ChatFunctionCall } from './chat-messages.ts';
import type { ChatModeration } from './chat-moderation.ts';
import type { ChatReasoning } from './chat-reasoning.ts';
import type { ChatServiceTier } from './chat-settings.ts';
import type { ChatToolCallExtension } from './chat-tools.ts';
import type { ChatUsage } from './usage.ts';

/**
 * A piece of a tool call. The first one of an `index` has `id`, `type` and the name; later ones
 * add to the text. Pieces of several calls may alternate.
 */
export interface ChatToolCallDelta extends ChatToolCallExtension {
  /** Which call of the message, from 0. */
  index: number;
  /** In the first piece of a call. */
  id?: string;
  /** In the first piece of a call. */
  type?: 'function' | 'custom';
  /** Of a function; append `arguments`. */
  function?: { name?: string; arguments?: string };
  /** Of a custom tool; append `input`. */
  custom?: { name?: string; input?: string };
}

/** What a chunk adds to a message. Texts are to be appended to what came before. */
export interface ChatDelta extends ChatReasoning {
  /** In the first chunk of a message only. */
  role?: 'developer' | 'system' | 'user' | 'assistant' | 'tool';
  /** More of what it says. */
  content?: string | null;
  /** More of why it declines. */
  refusal?: string | null;
  /** More of the calls it wants made. */
  tool_calls?: ChatToolCallDelta[];
  /** Append `data` and `transcript`; `expires_at` comes last. */
  audio?: Partial<ChatAudio>;
  /** @deprecated Upstreams that know `tools` send `tool_calls`. */
  function_call?: Partial<ChatFunctionCall>;
}

/** What a chunk adds to one of the `n` answers. */
export interface ChatChunkChoice {
  /** Which of them, from 0. */
  index: number;
  /** What is new. */
  delta: ChatDelta;
  /** `null` until the last chunk of this answer. */
  finish_reason: ChatFinishReason | null;
  /** Of the tokens in `delta`, when `logprobs` asked for them. */
  logprobs?: ChatLogprobs | null;
}

/**
 * One event of a streamed `POST /v1/chat/completions`; after the last one the stream says
 * `[DONE]`. The chunk with the usage has no choices and comes after every `finish_reason`.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export interface ChatChunk {
  /** The same in all chunks of a stream. */
  id: string;
  object: 'chat.completion.chunk';
  /** When the stream began, in Unix seconds; the same in all chunks. */
  created: number;
  /** The model that writes it, as the upstream names it. */
  model: string;
  /** Usually one; none in the chunk with the usage. */
  choices: ChatChunkChoice[];
  /** Of the whole stream, in the last chunk; `null` before. Only if `include_usage` asked. */
  usage?: ChatUsage | null;
  /** The queue that really serves it. */
  service_tier?: ChatServiceTier | null;
  /** Names the upstream's set-up; goes with `seed`. @deprecated */
  system_fingerprint?: string;
  /** Findings, when the request asked for moderation. */
  moderation?: ChatModeration | null;
  /** Padding of random length, without meaning. */
  obfuscation?: string;
}
