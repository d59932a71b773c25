/** A JSON Schema document. */
export type JsonSchema = Record<string, unknown>;

/** A function the client can run, described to the model. */
export interface ChatFunctionDefinition {
  /** Letters, digits, `_` and `-`, at most 64. */
  name: string;
  /** When and how to call it, for the model. */
  description?: string | null | undefined;
  /** Schema of its arguments, an object. Default: it takes none. */
  parameters?: JsonSchema | null | undefined;
  /** Hold the model exactly to `parameters`. Default `false`. */
  strict?: boolean | null | undefined;
}

/** A tool whose arguments are JSON. */
export interface ChatFunctionTool {
  type: 'function';
  function: ChatFunctionDefinition;
}

/** What a custom tool's input must look like: anything, or the language of a grammar. */
export type ChatCustomToolFormat =
  | { type: 'text' }
  | {
      type: 'grammar';
      grammar: {
        /** The grammar itself. */
        definition: string;
        /** The language it is written in. */
        syntax: 'lark' | 'regex';
      };
    };

/** A tool whose input is free text. */
export interface ChatCustomTool {
  type: 'custom';
  custom: {
    /** Letters, digits, `_` and `-`, at most 64. */
    name: string;
    /** When and how to call it, for the model. */
    description?: string | null | undefined;
    /** Shape of its input. Default: any text. */
    format?: ChatCustomToolFormat | null | undefined;
  };
}

/**
 * A tool the model may call.
 * Closed, so that `type` narrows; clients may send tools that only their upstream knows.
 * @see https://developers.openai.com/api/docs/guides/function-calling
 */
export type ChatTool = ChatFunctionTool | ChatCustomTool;

/** Makes the model call this function. */
export interface ChatNamedFunctionChoice {
  type: 'function';
  function: { name: string };
}

/** Makes the model call this custom tool. */
export interface ChatNamedCustomChoice {
  type: 'custom';
  custom: { name: string };
}

/** Keeps the model to some of the tools, while all stay in the prompt and in its cache. */
export interface ChatAllowedToolsChoice {
  type: 'allowed_tools';
  allowed_tools: {
    /** `auto`: may call one of them. `required`: must. */
    mode: 'auto' | 'required';
    /** Each names one: `{ type: 'function', function: { name } }`. */
    tools: Record<string, unknown>[];
  };
}

/** Which tools the model calls. Default `auto` with tools, `none` without. */
export type ChatToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | ChatAllowedToolsChoice
  | ChatNamedFunctionChoice
  | ChatNamedCustomChoice;

/** What an upstream attaches to a call and wants back with it, unread. Not OpenAI's. */
export interface ChatToolCallExtension {
  /** By vendor; `google.thought_signature` is the known case. */
  extra_content?: Record<string, unknown> | null | undefined;
}

/** The model calls a function. */
export interface ChatFunctionToolCall extends ChatToolCallExtension {
  type: 'function';
  /** Goes into `tool_call_id` of the message with the result. */
  id: string;
  function: {
    /** One of the request's functions. */
    name: string;
    /** JSON text, as the model wrote it: it may be invalid, or name what the schema does not. */
    arguments: string;
  };
}

/** The model calls a custom tool. */
export interface ChatCustomToolCall extends ChatToolCallExtension {
  type: 'custom';
  /** Goes into `tool_call_id` of the message with the result. */
  id: string;
  custom: {
    /** One of the request's custom tools. */
    name: string;
    /** Free text. */
    input: string;
  };
}

/** A call the model wants made, in its answer and in the history sent back. */
export type ChatToolCall = ChatFunctionToolCall | ChatCustomToolCall;
