import type {
  MessagesRedactedThinkingBlock,
  MessagesThinkingBlock,
  MessagesToolCaller,
} from './messages-blocks.ts';
import type { MessagesCitation } from './messages-citations.ts';
import type { MessagesUsage } from './messages-usage.ts';

/**
 * One block of an answer.
 * Closed, so that `type` narrows; Anthropic's own tools add others, hence every `switch` over `type`
 * needs a default.
 */
export type MessagesContentBlock =
  | {
      type: 'text';
      text: string;
      /** What it cites, where the request asked for it. */
      citations: Required<MessagesCitation>[] | null;
    }
  | MessagesThinkingBlock
  | MessagesRedactedThinkingBlock
  | {
      type: 'tool_use';
      /** Letters, digits, `_` and `-`. */
      id: string;
      name: string;
      /** An object. In the event that begins the block it is empty. */
      input: unknown;
      caller: MessagesToolCaller;
    };

/** Why an answer ended. `pause_turn`: a tool of Anthropic's took long; hand the answer back to go on. */
export type MessagesStopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded';

/** More about an end that needs explanation. */
export interface MessagesStopDetails {
  type: 'refusal';
  /** What it would have been about. */
  category: 'cyber' | 'bio' | 'frontier_llm' | 'reasoning_extraction' | 'general_harms' | null;
  /** For a human. */
  explanation: string | null;
}

/**
 * The answer to `POST /v1/messages`, and in a stream the same before its content.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export interface MessagesResponse {
  /** Starts with `msg_`. */
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: MessagesContentBlock[];
  /** `null` where a stream begins. */
  stop_reason: MessagesStopReason | null;
  /** The one of the request's that it ended at. */
  stop_sequence: string | null;
  stop_details: MessagesStopDetails | null;
  /** Where Anthropic's own tools ran code. */
  container: object | null;
  /** What Anthropic found out for the request's `diagnostics`. */
  diagnostics: object | null;
  usage: MessagesUsage;
}
