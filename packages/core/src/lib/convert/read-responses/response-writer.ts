import type { Members } from '../../responses/members.ts';
import type { ToldText } from './told-text.ts';

/** Items that call a tool of the client's. */
export type CallType = 'function_call' | 'custom_tool_call';

/** An item of a response, and what of it has been told. */
export interface ReadItem {
  /** Its place in the order in which items began. */
  readonly number: number;
  readonly text: ToldText;
  readonly refusal: ToldText;
  readonly summary: ToldText;
  /** Texts of the summary, by their place in it. */
  readonly summaries: string[];
  /** Reasoning as it was written. */
  readonly reasoning: ToldText;
  /** Arguments of a call, or its input. */
  readonly input: ToldText;
  /** Of a call: its place among the calls. `undefined` before it has begun. */
  callIndex: number | undefined;
  /** How many annotations. */
  annotations: number;
  isDone: boolean;
}

/** A call as it begins. */
export interface BegunCall {
  readonly type: CallType;
  readonly index: number;
  /** Empty where the upstream gave none. */
  readonly callId: string;
  readonly name: string;
}

/** Reasoning that is whole. Texts are empty where there are none. */
export interface WholeReasoning {
  readonly id: string;
  readonly encryptedContent: string;
  /** Texts of its parts. */
  readonly summary: readonly string[];
  readonly content: readonly string[];
}

/** How a response ended. */
export interface EndedResponse {
  /** Empty where the upstream did not tell. */
  readonly response: Members;
  readonly isIncomplete: boolean;
  readonly callCount: number;
}

/** Tells a response in another api, in pieces: each one once, as soon as it is known. */
export interface ResponseWriter {
  /** Calls that the other api can tell. */
  readonly callTypes: readonly CallType[];
  /** Comes first. @param response what is known of it. */
  begin(response: Members): void;
  /** @param logprobs of the tokens in it, where the upstream told; then the text may be empty. */
  text(item: ReadItem, text: string, logprobs: readonly unknown[]): void;
  refusal(item: ReadItem, text: string): void;
  annotations(item: ReadItem, annotations: readonly unknown[]): void;
  /** @param part of the reasoning, by a name that tells it from the item's others. */
  thought(item: ReadItem, part: string, text: string): void;
  endReasoning(item: ReadItem, reasoning: WholeReasoning): void;
  beginCall(item: ReadItem, call: BegunCall): void;
  /** @param text a piece of arguments, or of input. */
  input(item: ReadItem, type: CallType, text: string): void;
  /** An item of a type that the other api has no words for; told once a type. */
  leaveOut(type: string): void;
  /** Nothing more comes of this item. Default: nobody needs to know. */
  endItem?(item: ReadItem): void;
  /** Comes last. */
  end(ended: EndedResponse): void;
}
