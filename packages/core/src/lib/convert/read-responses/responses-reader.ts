import type { ResponsesStreamEvent } from '@gw/schema';
import { objectsIn } from '../../objects-in.ts';
import { isMembers, lookUpTable, type Members, textOf } from '../../responses/members.ts';
import { addInput, beginCall, completeCall, completeInput } from './read-calls.ts';
import {
  addAnnotation,
  addRefusal,
  addText,
  completeMessage,
  completeRefusal,
  completeText,
} from './read-message.ts';
import {
  addReasoning,
  addSummary,
  completeReasoning,
  completeReasoningText,
  completeSummary,
} from './read-reasoning.ts';
import { createReading, type Reading } from './reading.ts';
import type { CallType, ReadItem, ResponseWriter } from './response-writer.ts';

/** Reads the stream of an upstream that speaks Responses. */
export interface ResponsesReader {
  push(event: ResponsesStreamEvent): void;
  /** The last event has come. */
  end(): void;
}

/**
 * Reads drafts and whole streams alike: everything is told as it comes, and what an upstream says only
 * where a part, an item or the response is whole is told there.
 * @see https://www.openresponses.org/specification
 */
export function openResponsesReader(writer: ResponseWriter): ResponsesReader {
  const reading = createReading(writer);
  return {
    push: (event) => takeEvent(reading, event as unknown as Members),
    end() {
      begin(reading, {});
      for (const item of reading.book.items) if (!item.isDone) endOpenItem(reading, item);
      const { ended: response, isIncomplete, callCount } = reading;
      writer.end({ response, isIncomplete, callCount });
    },
  };
}

function begin(reading: Reading, response: Members): void {
  if (reading.hasBegun) return;
  reading.hasBegun = true;
  reading.writer.begin(response);
}

function takeEvent(reading: Reading, event: Members): void {
  begin(reading, isMembers(event.response) ? event.response : {});
  const type = textOf(event.type);
  if (Object.hasOwn(takes, type)) takes[type]?.(reading, event);
}

/** What each event says; others say nothing that another api would. */
const takes = lookUpTable<(reading: Reading, event: Members) => void>({
  'response.output_item.added': beginItem,
  'response.output_item.done': completeItem,
  'response.output_text.delta': addText,
  'response.output_text.done': completeText,
  'response.output_text.annotation.added': addAnnotation,
  'response.refusal.delta': addRefusal,
  'response.refusal.done': completeRefusal,
  'response.reasoning_summary_text.delta': addSummary,
  'response.reasoning_summary_text.done': completeSummary,
  'response.reasoning.delta': addReasoning,
  'response.reasoning.done': completeReasoningText,
  'response.reasoning_text.delta': addReasoning,
  'response.reasoning_text.done': completeReasoningText,
  'response.function_call_arguments.delta': addInput('function_call'),
  'response.function_call_arguments.done': completeInput('function_call'),
  'response.custom_tool_call_input.delta': addInput('custom_tool_call'),
  'response.custom_tool_call_input.done': completeInput('custom_tool_call'),
  'response.completed': endResponse,
  'response.incomplete': endResponse,
});

function beginItem(reading: Reading, event: Members): void {
  if (!isMembers(event.item)) return;
  const item = reading.book.begin(event);
  const call = callTypeOf(reading, event.item);
  if (call) beginCall(reading, item, event.item, call);
}

function callTypeOf({ writer }: Reading, { type }: Members): CallType | undefined {
  return writer.callTypes.find((known) => known === type);
}

function completeItem(reading: Reading, event: Members): void {
  if (!isMembers(event.item)) return;
  const item = reading.book.of(event);
  if (item.isDone) return;
  const type = textOf(event.item.type);
  const call = callTypeOf(reading, event.item);
  if (type === 'message') completeMessage(reading, item, event.item);
  else if (type === 'reasoning') completeReasoning(reading, item, event.item);
  else if (call) completeCall(reading, item, event.item, call);
  else leaveOut(reading, type);
  endItem(reading, item);
}

/** Tools that the upstream runs itself, and whatever else other apis have no words for. */
function leaveOut({ leftOut, writer }: Reading, type: string): void {
  if (leftOut.has(type)) return;
  leftOut.add(type);
  writer.leaveOut(type);
}

function endItem({ writer }: Reading, item: ReadItem): void {
  item.isDone = true;
  writer.endItem?.(item);
}

/** Nobody said that it is whole; what it has is all there is. */
function endOpenItem(reading: Reading, item: ReadItem): void {
  const hasThought = item.summary.told !== '' || item.reasoning.told !== '';
  if (hasThought) completeReasoning(reading, item, {});
  endItem(reading, item);
}

/** Some upstreams tell items only in the response that they end with. */
function endResponse(reading: Reading, event: Members): void {
  reading.isIncomplete = event.type === 'response.incomplete';
  if (!isMembers(event.response)) return;
  reading.ended = event.response;
  if (reading.hasTold) return;
  const output = objectsIn(event.response.output as readonly Members[] | undefined);
  for (const [output_index, item] of output.entries()) {
    completeItem(reading, { output_index, item });
  }
}
