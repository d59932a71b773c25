import type { JsonSchema } from './chat-tools.ts';

/** A function that the client can run. */
export interface ResponsesFunctionTool {
  type: 'function';
  /** Letters, digits, `_` and `-`, at most 64. */
  name: string;
  /** When and how to call it, for the model. */
  description?: string | null | undefined;
  /** Schema of its arguments, an object. Default: it takes none. */
  parameters?: JsonSchema | null | undefined;
  /** Hold the model exactly to `parameters`. Default: the upstream's. */
  strict?: boolean | null | undefined;
}

/** A tool whose input is free text. OpenAI's. */
export interface ResponsesCustomTool {
  type: 'custom';
  name: string;
  /** When and how to call it, for the model. */
  description?: string | null | undefined;
  /** What the input must look like. Default: any text. */
  format?:
    | { type: 'text' }
    | { type: 'grammar'; syntax: 'lark' | 'regex'; definition: string }
    | null
    | undefined;
}

/** Tools under one name. OpenAI's. */
export interface ResponsesNamespaceTool {
  type: 'namespace';
  name: string;
  /** What they have in common, for the model. */
  description: string;
  tools: (ResponsesFunctionTool | ResponsesCustomTool)[];
}

/**
 * A tool that the model may call.
 * Closed, so that `type` narrows; hosted tools (`web_search`, `file_search`, `mcp`, …) pass to an
 * upstream that speaks Responses: every `switch` over `type` needs a default.
 */
export type ResponsesTool = ResponsesFunctionTool | ResponsesCustomTool | ResponsesNamespaceTool;

/** Makes the model call this tool. */
export interface ResponsesNamedToolChoice {
  type: 'function' | 'custom';
  name: string;
}

/** Keeps the model to some of the tools, while all stay in the prompt and in its cache. */
export interface ResponsesAllowedToolsChoice {
  type: 'allowed_tools';
  /** Each names one: `{ type: 'function', name }`. */
  tools: Record<string, unknown>[];
  /** Default `auto`. */
  mode?: 'none' | 'auto' | 'required' | undefined;
}

/** Which tools the model calls. Default `auto`. */
export type ResponsesToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | ResponsesNamedToolChoice
  | ResponsesAllowedToolsChoice;
