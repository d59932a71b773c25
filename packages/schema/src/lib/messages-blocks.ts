import type { MessagesCitation } from './messages-citations.ts';

/** Where a cached stretch of the prompt ends. */
export interface MessagesCacheControl {
  type: 'ephemeral';
  /** How long it stays. Default `5m`. */
  ttl?: '5m' | '1h';
}

/** What may end a cached stretch. */
export interface MessagesCacheable {
  cache_control?: MessagesCacheControl | null;
}

/** Text, of whichever side. */
export interface MessagesTextBlock extends MessagesCacheable {
  type: 'text';
  /** The text itself, not empty. */
  text: string;
  /** What it cites; only in earlier answers. */
  citations?: MessagesCitation[] | null;
}

/** Bytes in place, a link, or a file that was uploaded before. */
export type MessagesMediaSource =
  | {
      type: 'base64';
      /** `image/png`, `application/pdf`, … */
      media_type: string;
      /** Without a `data:` prefix. */
      data: string;
    }
  | { type: 'url'; url: string }
  | { type: 'file'; file_id: string };

/** A picture: JPEG, PNG, GIF or WebP. */
export interface MessagesImageBlock extends MessagesCacheable {
  type: 'image';
  source: MessagesMediaSource;
  /** What happens to one that is too large. */
  transformations?: { oversized_image?: 'downsize' | 'error' } | null;
}

/** A PDF, plain text, or text and pictures. */
export interface MessagesDocumentBlock extends MessagesCacheable {
  type: 'document';
  source:
    | MessagesMediaSource
    | { type: 'text'; media_type: 'text/plain'; data: string }
    | { type: 'content'; content: string | (MessagesTextBlock | MessagesImageBlock)[] };
  /** Its name, for the model. */
  title?: string | null;
  /** What the model should know of it, and not cite. */
  context?: string | null;
  /** Whether the answer cites it. Default: no. */
  citations?: { enabled?: boolean } | null;
}

/** A find of a search that the client made. */
export interface MessagesSearchResultBlock extends MessagesCacheable {
  type: 'search_result';
  /** Where it was found. */
  source: string;
  title: string;
  content: MessagesTextBlock[];
  /** Whether the answer cites it. Default: no. */
  citations?: { enabled?: boolean };
}

/** A call of a tool that the client runs. */
export interface MessagesToolUseBlock extends MessagesCacheable {
  type: 'tool_use';
  /** Goes into `tool_use_id` of the block with the result. Letters, digits, `_` and `-`. */
  id: string;
  /** One of the request's tools. */
  name: string;
  /** An object that fits the tool's schema, where OpenAI has JSON text. */
  input: unknown;
  /** Who called: the model itself, or code that it wrote for a tool of Anthropic's. */
  caller?: MessagesToolCaller;
}

/** Default `direct`. The others name the call of Anthropic's tool that it came from. */
export type MessagesToolCaller =
  | { type: 'direct' }
  | { type: `code_execution_${string}`; tool_id: string };

/** What a tool gave back. */
export interface MessagesToolResultBlock extends MessagesCacheable {
  type: 'tool_result';
  /** Of the call that it answers. */
  tool_use_id: string;
  /** Default: the tool said nothing. */
  content?:
    | string
    | (
        | MessagesTextBlock
        | MessagesImageBlock
        | MessagesDocumentBlock
        | MessagesSearchResultBlock
      )[];
  /** Whether the call failed. Default `false`. */
  is_error?: boolean;
}

/** What the model thought; handed back exactly as it came. */
export interface MessagesThinkingBlock {
  type: 'thinking';
  /** In short or as it was; empty where nobody may read it. */
  thinking: string;
  /** Opaque; only whoever made it can read it. */
  signature: string;
}

/** The same without anything to read. */
export interface MessagesRedactedThinkingBlock {
  type: 'redacted_thinking';
  /** Opaque. */
  data: string;
}

/**
 * One block of a request's messages.
 * Closed, so that `type` narrows; Anthropic's own tools have others, and they pass to an upstream that
 * speaks Messages: every `switch` over `type` needs a default.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export type MessagesBlock =
  | MessagesTextBlock
  | MessagesImageBlock
  | MessagesDocumentBlock
  | MessagesSearchResultBlock
  | MessagesToolUseBlock
  | MessagesToolResultBlock
  | MessagesThinkingBlock
  | MessagesRedactedThinkingBlock;
