import type { ChatMessage } from './chat-messages.ts';
import type { ChatServiceSettings } from './chat-service-settings.ts';
import type {
  ChatOutputSettings,
  ChatSamplingSettings,
  ChatToolSettings,
} from './chat-settings.ts';

/** What a stream carries besides the answer. */
export interface ChatStreamOptions {
  /** End with a chunk that has `usage` and no choices. Default `false`. */
  include_usage?: boolean | null | undefined;
  /** Pad chunks to one size against eavesdropping on lengths. Default: the upstream's. */
  include_obfuscation?: boolean | null | undefined;
}

/**
 * The body of `POST /v1/chat/completions`, streamed or not.
 *
 * Every optional member may also be `null`: OpenAI's own types say so for most, clients send it
 * for the rest. `undefined` is for building one; JSON leaves such members out.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export interface ChatRequest
  extends ChatSamplingSettings,
    ChatOutputSettings,
    ChatToolSettings,
    ChatServiceSettings {
  /** Id of the model. */
  model: string;
  /** The conversation so far, oldest first. */
  messages: ChatMessage[];
  /** Answer with server-sent events of `ChatChunk`. Default `false`. */
  stream?: boolean | null | undefined;
  /** Only with `stream`. */
  stream_options?: ChatStreamOptions | null | undefined;
}
