/**
 * Anthropic's Messages API as far as this package writes and reads it. What it only passes on is
 * not spelled out; upstreams may send more and less than stands here.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */

/** Where a cached stretch of the prompt ends. */
export interface CacheControl {
  type: 'ephemeral';
  /** How long it stays. Default: `5m`. */
  ttl?: '5m' | '1h';
}

interface Cacheable {
  cache_control?: CacheControl | Readonly<Record<string, unknown>>;
}

export interface TextBlock extends Cacheable {
  type: 'text';
  text: string;
}

/** Bytes in place, a link that Anthropic follows, or an uploaded file. */
export type MediaSource =
  | { type: 'base64'; media_type: string; data: string }
  | { type: 'url'; url: string }
  | { type: 'file'; file_id: string };

export interface ImageBlock extends Cacheable {
  type: 'image';
  source: MediaSource;
}

/** A PDF, or plain text. */
export interface DocumentBlock extends Cacheable {
  type: 'document';
  source: MediaSource | { type: 'text'; media_type: 'text/plain'; data: string };
  title?: string;
}

export interface ToolUseBlock extends Cacheable {
  type: 'tool_use';
  id: string;
  name: string;
  /** An object, where OpenAI has JSON text. */
  input: Readonly<Record<string, unknown>>;
}

export interface ToolResultBlock extends Cacheable {
  type: 'tool_result';
  tool_use_id: string;
  content?: (TextBlock | ImageBlock | DocumentBlock)[];
}

/** What the model thought, with a signature that proves it; handed back exactly as it came. */
export interface ThinkingBlock {
  type: 'thinking';
  thinking: string;
  signature: string;
}

/** The same where nobody may read it. */
export interface RedactedThinkingBlock {
  type: 'redacted_thinking';
  data: string;
}

/** A block that this package does not read: of server tools, for one. */
export interface OtherBlock {
  type: string & {};
  [member: string]: unknown;
}

export type UserBlock = TextBlock | ImageBlock | DocumentBlock | ToolResultBlock;
export type AssistantBlock =
  | TextBlock
  | ToolUseBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | OtherBlock;

export type Message =
  | { role: 'user'; content: UserBlock[] }
  | { role: 'assistant'; content: AssistantBlock[] }
  /** Only behind a user's message, and only newer models know it. */
  | { role: 'system'; content: TextBlock[] };

export interface Tool extends Cacheable {
  name: string;
  description?: string;
  input_schema: Readonly<Record<string, unknown>>;
  strict?: boolean;
}

/** Every choice but `none` may forbid more than one call. */
export type ToolChoice = ({ type: 'auto' | 'any' | 'none' } | { type: 'tool'; name: string }) & {
  disable_parallel_tool_use?: boolean;
};

/** How the model thinks: as it sees fit, within a number of tokens, or not beforehand. */
export type Thinking =
  | { type: 'adaptive'; display?: 'summarized' | 'omitted' }
  | { type: 'enabled'; budget_tokens: number }
  | { type: 'disabled' | 'between_tools' };

export interface OutputConfig {
  effort?: string;
  format?: { type: 'json_schema'; schema: Readonly<Record<string, unknown>> };
}

/** The body of `POST /v1/messages`. */
export interface MessagesRequest extends Cacheable {
  model: string;
  max_tokens: number;
  messages: Message[];
  system?: TextBlock[];
  tools?: (Tool | Readonly<Record<string, unknown>>)[];
  tool_choice?: ToolChoice | Readonly<Record<string, unknown>>;
  thinking?: Thinking | Readonly<Record<string, unknown>>;
  output_config?: OutputConfig;
  stop_sequences?: string[];
  temperature?: number;
  top_p?: number;
  service_tier?: 'auto' | 'standard_only';
  metadata?: { user_id: string };
  stream?: boolean;
}

/** One event of a stream; `type` is its name too. Members by type, and none of them is sure. */
export interface MessagesEvent {
  readonly type?: unknown;
  /** `message_start`: the answer before its content. */
  readonly message?: unknown;
  /** Of `content_block_*`: the block's place in the answer. */
  readonly index?: unknown;
  /** `content_block_start` */
  readonly content_block?: unknown;
  /** `content_block_delta`, `message_delta` */
  readonly delta?: unknown;
  /** `message_delta`: counted from the beginning of the answer. */
  readonly usage?: unknown;
  /** `error` */
  readonly error?: unknown;
}
