import type { MessagesCitation } from './messages-citations.ts';
import type { MessagesError } from './messages-error.ts';
import type { MessagesContentBlock, MessagesResponse } from './messages-response.ts';
import type { MessagesDeltaUsage } from './messages-usage.ts';

/** The answer before its content: comes first. */
export interface MessagesStartEvent {
  type: 'message_start';
  message: MessagesResponse;
}

/** A block begins, as it is before its first delta. One is open at a time. */
export interface MessagesBlockStartEvent {
  type: 'content_block_start';
  /** The block's place in the answer, from 0. */
  index: number;
  content_block: MessagesContentBlock;
}

/** What is new in the open block. */
export type MessagesDelta =
  | { type: 'text_delta'; text: string }
  /** Joined, the pieces are the JSON of a tool's input; all empty, they are `{}`. */
  | { type: 'input_json_delta'; partial_json: string }
  | { type: 'thinking_delta'; thinking: string }
  /** Whole, and last in its block. */
  | { type: 'signature_delta'; signature: string }
  | { type: 'citations_delta'; citation: Required<MessagesCitation> };

export interface MessagesBlockDeltaEvent {
  type: 'content_block_delta';
  index: number;
  delta: MessagesDelta;
}

export interface MessagesBlockStopEvent {
  type: 'content_block_stop';
  index: number;
}

/** Why it ended and what it cost: comes behind the last block. */
export interface MessagesDeltaEvent {
  type: 'message_delta';
  delta: Pick<MessagesResponse, 'container' | 'stop_details' | 'stop_reason' | 'stop_sequence'>;
  usage: MessagesDeltaUsage;
}

/** Comes last. */
export interface MessagesStopEvent {
  type: 'message_stop';
}

/** Says nothing, anywhere in a stream. */
export interface MessagesPingEvent {
  type: 'ping';
}

/**
 * One event of a streamed `POST /v1/messages`. Its `type` is the SSE event name too.
 * Closed, so that `type` narrows; there may be others, hence every `switch` over `type` needs a default.
 * An error is the last event.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export type MessagesStreamEvent =
  | MessagesStartEvent
  | MessagesBlockStartEvent
  | MessagesBlockDeltaEvent
  | MessagesBlockStopEvent
  | MessagesDeltaEvent
  | MessagesStopEvent
  | MessagesPingEvent
  | MessagesError;
