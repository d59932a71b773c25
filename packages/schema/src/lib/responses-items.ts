import type {
  ResponsesInputPart,
  ResponsesOutputPart,
  ResponsesReasoningText,
  ResponsesSummaryText,
} from './responses-content.ts';

/** How far an item is. `incomplete`: it was cut off. */
export type ResponsesItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** What an assistant's message is for. */
export type ResponsesPhase = 'commentary' | 'final_answer';

/** What the caller says: instructions or words of the end user. `type` may be left out. */
export interface ResponsesInputMessage {
  type?: 'message' | undefined;
  role: 'user' | 'system' | 'developer';
  /** Text, or parts in their order. */
  content: string | ResponsesInputPart[];
  id?: string | null | undefined;
  status?: ResponsesItemStatus | null | undefined;
}

/** An earlier answer of the model. `type` may be left out where `content` is a string. */
export interface ResponsesAssistantMessage {
  type?: 'message' | undefined;
  role: 'assistant';
  /** Text, or parts as the model wrote them. */
  content: string | (ResponsesOutputPart | ResponsesInputPart)[];
  id?: string | null | undefined;
  status?: ResponsesItemStatus | null | undefined;
  /** Kept as it came with the answer. */
  phase?: ResponsesPhase | null | undefined;
}

/** A call that the model wants made. */
export interface ResponsesFunctionCall {
  type: 'function_call';
  /** Goes into `call_id` of the item with the result. */
  call_id: string;
  /** One of the request's functions. */
  name: string;
  /** JSON text as the model wrote it. */
  arguments: string;
  id?: string | null | undefined;
  status?: ResponsesItemStatus | null | undefined;
  /** The namespace tool that the function stands in. OpenAI's. */
  namespace?: string | null | undefined;
}

/** What a function gave back. */
export interface ResponsesFunctionCallOutput {
  type: 'function_call_output';
  /** Of the call that it answers. */
  call_id: string;
  /** Text, or parts. */
  output: string | ResponsesInputPart[];
  id?: string | null | undefined;
  status?: ResponsesItemStatus | null | undefined;
}

/** A call of a tool whose input is free text. OpenAI's. */
export interface ResponsesCustomToolCall {
  type: 'custom_tool_call';
  /** Goes into `call_id` of the item with the result. */
  call_id: string;
  /** One of the request's custom tools. */
  name: string;
  /** Free text. */
  input: string;
  id?: string | null | undefined;
  status?: ResponsesItemStatus | null | undefined;
  /** The namespace tool that it stands in. */
  namespace?: string | null | undefined;
}

/** What a custom tool gave back. OpenAI's. */
export interface ResponsesCustomToolCallOutput {
  type: 'custom_tool_call_output';
  call_id: string;
  output: string | ResponsesInputPart[];
  id?: string | null | undefined;
}

/** What the model thought, in short, as written, or opaque. */
export interface ResponsesReasoning {
  type: 'reasoning';
  summary: ResponsesSummaryText[];
  id?: string | null | undefined;
  /** Only in answers; handed back it is ignored. */
  content?: ResponsesReasoningText[] | null | undefined;
  /** Opaque; only whoever made it can read it. */
  encrypted_content?: string | null | undefined;
  status?: ResponsesItemStatus | null | undefined;
}

/** A conversation in short, opaque, made by `POST /v1/responses/compact`. */
export interface ResponsesCompaction {
  type: 'compaction';
  encrypted_content: string;
  id?: string | null | undefined;
}

/** An item that is held elsewhere. */
export interface ResponsesItemReference {
  type?: 'item_reference' | null | undefined;
  id: string;
}

/**
 * One item of a request's input.
 * Closed, so that `type` narrows; OpenAI has many more (hosted tools and their results), and they
 * pass to an upstream that speaks Responses: every `switch` over `type` needs a default.
 * @see https://developers.openai.com/api/reference/resources/responses/methods/create
 */
export type ResponsesInputItem =
  | ResponsesInputMessage
  | ResponsesAssistantMessage
  | ResponsesFunctionCall
  | ResponsesFunctionCallOutput
  | ResponsesCustomToolCall
  | ResponsesCustomToolCallOutput
  | ResponsesReasoning
  | ResponsesCompaction
  | ResponsesItemReference;

/** What the model says. */
export interface ResponsesOutputMessage {
  type: 'message';
  id: string;
  status: ResponsesItemStatus;
  role: 'assistant';
  content: ResponsesOutputPart[];
  phase?: ResponsesPhase;
}

/** An item as it stands in an answer: with its id, and nothing in it that is `null`. */
type Told<Item> = {
  [Key in keyof Item as Exclude<Key, 'id' | 'status'>]: NonNullable<Item[Key]>;
} & { id: string };

/** An item that says how far it is. */
type Followed<Item> = Told<Item> & { status: ResponsesItemStatus };

/**
 * One item of a response's output.
 * Closed, so that `type` narrows; hosted tools of an upstream add others, hence every `switch` over
 * `type` needs a default.
 */
export type ResponsesOutputItem =
  | ResponsesOutputMessage
  | Followed<ResponsesFunctionCall>
  | Followed<ResponsesCustomToolCall>
  | (Told<ResponsesReasoning> & { status?: ResponsesItemStatus })
  | Told<ResponsesCompaction>;
