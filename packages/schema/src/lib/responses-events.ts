import type { WireErrorObject } from './errors.ts';
import type { ResponseResource } from './response-resource.ts';
import type {
  ResponsesAnnotation,
  ResponsesLogprob,
  ResponsesOutputPart,
  ResponsesReasoningText,
  ResponsesSummaryText,
} from './responses-content.ts';
import type { ResponsesOutputItem } from './responses-items.ts';

/** What all events of a stream carry. */
interface Numbered {
  /** From 0, without gaps. */
  sequence_number: number;
}

/** About one item. */
interface AboutItem extends Numbered {
  /** Place among the response's items, from 0. */
  output_index: number;
}

/** About one item, by its id. */
interface InItem extends AboutItem {
  item_id: string;
}

/** About one part of a message, or of reasoning as it was written. */
interface InContent extends InItem {
  /** Place among the item's parts, from 0. */
  content_index: number;
}

/** About one part of a summary. */
interface InSummary extends InItem {
  /** Place among the summary's parts, from 0. */
  summary_index: number;
}

/** A whole response as it stands: when it begins, and when it ends. */
export interface ResponsesLifecycleEvent extends Numbered {
  type:
    | 'response.created'
    | 'response.queued'
    | 'response.in_progress'
    | 'response.completed'
    | 'response.failed'
    | 'response.incomplete';
  response: ResponseResource;
}

/** An item begins or is finished. */
export interface ResponsesItemEvent extends AboutItem {
  type: 'response.output_item.added' | 'response.output_item.done';
  item: ResponsesOutputItem;
}

/** A part begins or is finished. */
export interface ResponsesPartEvent extends InContent {
  type: 'response.content_part.added' | 'response.content_part.done';
  part: ResponsesOutputPart | ResponsesReasoningText;
}

export interface ResponsesTextDeltaEvent extends InContent {
  type: 'response.output_text.delta';
  delta: string;
  logprobs?: ResponsesLogprob[];
  /** Padding of random length, without meaning. */
  obfuscation?: string;
}

export interface ResponsesTextDoneEvent extends InContent {
  type: 'response.output_text.done';
  text: string;
  logprobs?: ResponsesLogprob[];
}

export interface ResponsesAnnotationEvent extends InContent {
  type: 'response.output_text.annotation.added';
  annotation_index: number;
  annotation: ResponsesAnnotation | null;
}

export interface ResponsesRefusalDeltaEvent extends InContent {
  type: 'response.refusal.delta';
  delta: string;
}

export interface ResponsesRefusalDoneEvent extends InContent {
  type: 'response.refusal.done';
  refusal: string;
}

/** `response.reasoning.*` in the contract, `response.reasoning_text.*` at OpenAI. */
export interface ResponsesReasoningDeltaEvent extends InContent {
  type: 'response.reasoning.delta' | 'response.reasoning_text.delta';
  delta: string;
  obfuscation?: string;
}

export interface ResponsesReasoningDoneEvent extends InContent {
  type: 'response.reasoning.done' | 'response.reasoning_text.done';
  text: string;
}

export interface ResponsesSummaryPartEvent extends InSummary {
  type: 'response.reasoning_summary_part.added' | 'response.reasoning_summary_part.done';
  part: ResponsesSummaryText;
}

export interface ResponsesSummaryDeltaEvent extends InSummary {
  type: 'response.reasoning_summary_text.delta';
  delta: string;
  obfuscation?: string;
}

export interface ResponsesSummaryDoneEvent extends InSummary {
  type: 'response.reasoning_summary_text.done';
  text: string;
}

export interface ResponsesArgumentsDeltaEvent extends InItem {
  type: 'response.function_call_arguments.delta';
  delta: string;
  obfuscation?: string;
}

export interface ResponsesArgumentsDoneEvent extends InItem {
  type: 'response.function_call_arguments.done';
  arguments: string;
}

/** OpenAI's. */
export interface ResponsesCustomInputDeltaEvent extends InItem {
  type: 'response.custom_tool_call_input.delta';
  delta: string;
  obfuscation?: string;
}

/** OpenAI's. */
export interface ResponsesCustomInputDoneEvent extends InItem {
  type: 'response.custom_tool_call_input.done';
  input: string;
}

/** Something failed; `response.failed` follows. */
export interface ResponsesErrorEvent extends Numbered {
  type: 'error';
  error: WireErrorObject;
}

/**
 * One event of a streamed `POST /v1/responses`. Its `type` is the SSE event name too.
 * Closed, so that `type` narrows; hosted tools of an upstream add events of their own, hence every
 * `switch` over `type` needs a default.
 * @see https://www.openresponses.org/specification
 */
export type ResponsesStreamEvent =
  | ResponsesLifecycleEvent
  | ResponsesItemEvent
  | ResponsesPartEvent
  | ResponsesTextDeltaEvent
  | ResponsesTextDoneEvent
  | ResponsesAnnotationEvent
  | ResponsesRefusalDeltaEvent
  | ResponsesRefusalDoneEvent
  | ResponsesReasoningDeltaEvent
  | ResponsesReasoningDoneEvent
  | ResponsesSummaryPartEvent
  | ResponsesSummaryDeltaEvent
  | ResponsesSummaryDoneEvent
  | ResponsesArgumentsDeltaEvent
  | ResponsesArgumentsDoneEvent
  | ResponsesCustomInputDeltaEvent
  | ResponsesCustomInputDoneEvent
  | ResponsesErrorEvent;
