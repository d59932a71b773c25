import type {
  ChatChunk,
  ResponseResource,
  ResponsesRequest,
  ResponsesStreamEvent,
} from '@gw/schema';
import type { ConversionContext, StreamReducer } from '../../conversion.ts';
import { objectsIn } from '../../objects-in.ts';
import type { DeepReadonly } from '../../payload.ts';
import { isMembers, type Members, textOf } from '../../responses/members.ts';
import { addCalls } from './stream-calls.ts';
import { endResponse } from './stream-end.ts';
import { asksForLogprobs, toResponsesLogprobs } from './stream-logprobs.ts';
import { addAnnotations, addRefusal, addText } from './stream-message.ts';
import { addReasoning, closeReasoning } from './stream-reasoning.ts';
import { createStreamState, type StreamState, tell } from './stream-state.ts';
import { toResponsesUsage } from './stream-usage.ts';

/**
 * Tells the chunks of an upstream that speaks chat as the events of a response. Of the answers only
 * the first one counts.
 *
 * It tells starts, deltas and ends: texts are not told again when they are whole, and whoever sends
 * the events numbers them.
 * @see https://www.openresponses.org/specification
 */
export function openChatToResponses(
  request: DeepReadonly<ResponsesRequest>,
  context: ConversionContext,
): StreamReducer<ChatChunk, ResponsesStreamEvent> {
  const state = createStreamState(request, context);
  return {
    push(chunk) {
      addChunk(state, chunk);
      return takeEvents(state);
    },
    end() {
      beginResponse(state);
      endResponse(state);
      return takeEvents(state);
    },
  };
}

function takeEvents(state: StreamState): ResponsesStreamEvent[] {
  const { events } = state;
  state.events = [];
  return events;
}

function addChunk(state: StreamState, chunk: ChatChunk): void {
  const { model, service_tier } = chunk;
  if (textOf(model) !== '') state.head.model = model;
  if (textOf(service_tier) !== '') state.head.service_tier = textOf(service_tier);
  beginResponse(state);
  for (const choice of objectsIn(chunk.choices)) {
    // Upstreams that know one answer only need not number it.
    if ((choice.index ?? 0) === 0) addChoice(state, choice as unknown as Members);
  }
  state.usage = toResponsesUsage(chunk.usage) ?? state.usage;
}

function beginResponse(state: StreamState): void {
  if (state.hasBegun) return;
  state.hasBegun = true;
  const response = { ...state.head } as ResponseResource;
  tell(state, { type: 'response.created', response });
}

function addChoice(state: StreamState, choice: Members): void {
  if (asksForLogprobs(state.request)) {
    state.logprobs.push(...toResponsesLogprobs(choice.logprobs));
  }
  if (isMembers(choice.delta)) addDelta(state, choice.delta);
  state.finishReason = textOf(choice.finish_reason) || state.finishReason;
}

/** A model thinks before it speaks, and speaks before it acts. */
function addDelta(state: StreamState, delta: Members): void {
  addReasoning(state, delta);
  addSpeech(state, contentText(delta.content), addText);
  addSpeech(state, textOf(delta.refusal), addRefusal);
  addAnnotations(state, delta.annotations);
  addCalls(state, delta.tool_calls);
  if (isMembers(delta.function_call)) addLegacyCall(state, delta.function_call);
}

function addSpeech(
  state: StreamState,
  text: string,
  add: (state: StreamState, text: string) => void,
): void {
  if (text === '') return;
  closeReasoning(state, 'completed');
  add(state, text);
}

/** Some upstreams send parts, as in a request. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = objectsIn(content as readonly Members[] | undefined);
  return parts.map((part) => (part.type === 'text' ? textOf(part.text) : '')).join('');
}

/** The one call of upstreams from before there were several. */
function addLegacyCall(state: StreamState, call: Members): void {
  addCalls(state, [{ index: 'function_call', function: call }]);
}
