import type { ChatChunk, ChatRequest, ResponsesStreamEvent } from '@gw/schema';
import type { ConversionContext, StreamReducer } from '../../conversion.ts';
import { objectsIn } from '../../objects-in.ts';
import type { DeepReadonly } from '../../payload.ts';
import { isMembers, lookUpTable, type Members, textOf } from '../../responses/members.ts';
import { addInput, beginCall, completeCall, completeInput, isCallType } from './stream-calls.ts';
import { endCompletion } from './stream-end.ts';
import {
  addAnnotation,
  addRefusal,
  addText,
  completeMessage,
  completeRefusal,
  completeText,
} from './stream-message.ts';
import {
  addReasoning,
  addSummary,
  completeReasoning,
  completeReasoningText,
  completeSummary,
} from './stream-reasoning.ts';
import {
  addItem,
  beginCompletion,
  createStreamState,
  itemOf,
  type StreamState,
} from './stream-state.ts';

/**
 * Tells the events of an upstream that speaks Responses as the chunks of a completion. Everything is
 * told as it comes; what an upstream says only where a part, an item or the response is whole is
 * told there.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export function openResponsesToChat(
  request: DeepReadonly<ChatRequest>,
  context: ConversionContext,
): StreamReducer<ResponsesStreamEvent, ChatChunk> {
  const state = createStreamState(request, context);
  return {
    push(event) {
      takeEvent(state, event as unknown as Members);
      return takeChunks(state);
    },
    end() {
      beginCompletion(state, {});
      endCompletion(state);
      return takeChunks(state);
    },
  };
}

function takeChunks(state: StreamState): ChatChunk[] {
  const { chunks } = state;
  state.chunks = [];
  return chunks;
}

function takeEvent(state: StreamState, event: Members): void {
  beginCompletion(state, isMembers(event.response) ? event.response : {});
  const type = textOf(event.type);
  if (Object.hasOwn(takes, type)) takes[type]?.(state, event);
}

/** What each event says in chat; others say nothing there. */
const takes = lookUpTable<(state: StreamState, event: Members) => void>({
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

function beginItem(state: StreamState, event: Members): void {
  if (!isMembers(event.item)) return;
  const item = addItem(state, event);
  const type = textOf(event.item.type);
  if (isCallType(type)) beginCall(state, item, event.item, type);
}

function completeItem(state: StreamState, event: Members): void {
  if (!isMembers(event.item)) return;
  const item = itemOf(state, event);
  if (item.isDone) return;
  item.isDone = true;
  const type = textOf(event.item.type);
  if (type === 'message') completeMessage(state, item, event.item);
  else if (type === 'reasoning') completeReasoning(state, item, event.item);
  else if (isCallType(type)) completeCall(state, item, event.item, type);
  else leaveOut(state, type);
}

/** Tools that the upstream runs itself, and whatever else chat has no words for. */
function leaveOut(state: StreamState, type: string): void {
  if (state.leftOut.has(type)) return;
  state.leftOut.add(type);
  state.context.warn(`Output of type "${type}" was left out: chat cannot say it.`);
}

/** Some upstreams tell items only in the response that they end with. */
function endResponse(state: StreamState, event: Members): void {
  state.isIncomplete = event.type === 'response.incomplete';
  if (!isMembers(event.response)) return;
  state.ended = event.response;
  if (state.hasTold) return;
  const output = objectsIn(event.response.output as readonly Members[] | undefined);
  for (const [output_index, item] of output.entries()) {
    completeItem(state, { output_index, item });
  }
}
