import type { JsonSchema } from './chat-tools.ts';
import type { MessagesCacheable } from './messages-blocks.ts';

/**
 * A tool that the client runs. Those of Anthropic's own have a `type` with a date in it
 * (`web_search_20250305`), and pass to an upstream that speaks Messages.
 */
export interface MessagesTool extends MessagesCacheable {
  type?: 'custom' | null;
  /** Letters, digits, `_` and `-`, at most 128. */
  name: string;
  /** When and how to call it, for the model. */
  description?: string;
  /** Schema of its input, an object. */
  input_schema: JsonSchema;
  /** Hold the model exactly to `input_schema`. Default `false`. */
  strict?: boolean;
  /** Inputs as they might be. */
  input_examples?: JsonSchema[];
  /** Whether the model sees it only once it has searched for it. Default `false`. */
  defer_loading?: boolean;
  /** Whether its input is streamed before it is checked. Default `false`. */
  eager_input_streaming?: boolean | null;
  /** Who may call it: the model (`direct`), or code that it writes. Default `['direct']`. */
  allowed_callers?: string[];
}

/** Which tools the model calls. Default `auto`. */
export type MessagesToolChoice =
  | {
      /** `any`: at least one. */
      type: 'auto' | 'any';
      /** At most one call in an answer. Default `false`. */
      disable_parallel_tool_use?: boolean;
    }
  | { type: 'tool'; name: string; disable_parallel_tool_use?: boolean }
  | { type: 'none' };
