import type { ChatContentPart, ChatRefusalPart, ChatTextPart } from './chat-content.ts';
import type { ChatReasoning } from './chat-reasoning.ts';
import type { ChatToolCall } from './chat-tools.ts';

/** Instructions of the application, for reasoning models in place of `system`. */
export interface ChatDeveloperMessage {
  role: 'developer';
  /** The instructions. */
  content: string | ChatTextPart[];
  /** Tells apart participants of one role. */
  name?: string | null | undefined;
}

/** Instructions of the application. */
export interface ChatSystemMessage {
  role: 'system';
  /** The instructions. */
  content: string | ChatTextPart[];
  /** Tells apart participants of one role. */
  name?: string | null | undefined;
}

/** What the end user said or showed. */
export interface ChatUserMessage {
  role: 'user';
  /** Text, or parts of several kinds in their order. */
  content: string | ChatContentPart[];
  /** Tells apart participants of one role. */
  name?: string | null | undefined;
}

/** An earlier answer of the model; a whole response message can be put here as it came. */
export interface ChatAssistantMessage extends ChatReasoning {
  role: 'assistant';
  /** What it said. May be missing next to `tool_calls`, `refusal` or `audio`. */
  content?: string | (ChatTextPart | ChatRefusalPart)[] | null | undefined;
  /** Why it declined. */
  refusal?: string | null | undefined;
  /** The calls it wanted; each must be answered by a `tool` message. */
  tool_calls?: ChatToolCall[] | null | undefined;
  /** Sound it made, by the id of that answer's `audio`. */
  audio?: { id: string } | null | undefined;
  /** Tells apart participants of one role. */
  name?: string | null | undefined;
  /** @deprecated Use `tool_calls`. */
  function_call?: ChatFunctionCall | null | undefined;
}

/** The result of one tool call. */
export interface ChatToolMessage {
  role: 'tool';
  /** What the tool gave back. */
  content: string | ChatTextPart[];
  /** `id` of the call it answers. */
  tool_call_id: string;
}

/** The result of a function call. @deprecated Use `tool`. */
export interface ChatFunctionMessage {
  role: 'function';
  /** What the function gave back. */
  content: string | null;
  /** The function it came from. */
  name: string;
}

/** A function call from before there were tools. @deprecated Use `tool_calls`. */
export interface ChatFunctionCall {
  /** One of the request's `functions`. */
  name: string;
  /** JSON text as the model wrote it. */
  arguments: string;
}

/**
 * One message of the conversation.
 * Closed, so that `role` narrows; on the wire a client may send roles that only its upstream
 * knows, hence every `switch` over `role` needs a default.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export type ChatMessage =
  | ChatDeveloperMessage
  | ChatSystemMessage
  | ChatUserMessage
  | ChatAssistantMessage
  | ChatToolMessage
  | ChatFunctionMessage;
