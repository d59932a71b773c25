import type { ChatChunk, ChatRequest, ResponsesStreamEvent } from '@gw/schema';
import type { ConversionContext, StreamReducer } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import type { ResponseWriter } from '../read-responses/response-writer.ts';
import { openResponsesReader } from '../read-responses/responses-reader.ts';
import { tellCall, tellInput } from './stream-calls.ts';
import { endCompletion } from './stream-end.ts';
import { tellAnnotations, tellText } from './stream-message.ts';
import { tellEncrypted, tellThought } from './stream-reasoning.ts';
import { beginCompletion, createStreamState, type StreamState, tellDelta } from './stream-state.ts';

/**
 * Tells the events of an upstream that speaks Responses as the chunks of a completion.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export function openResponsesToChat(
  request: DeepReadonly<ChatRequest>,
  context: ConversionContext,
): StreamReducer<ResponsesStreamEvent, ChatChunk> {
  const state = createStreamState(request, context);
  const reader = openResponsesReader(createWriter(state));
  return {
    push(event) {
      reader.push(event);
      return takeChunks(state);
    },
    end() {
      reader.end();
      return takeChunks(state);
    },
  };
}

function takeChunks(state: StreamState): ChatChunk[] {
  const { chunks } = state;
  state.chunks = [];
  return chunks;
}

function createWriter(state: StreamState): ResponseWriter {
  return {
    callTypes: ['function_call', 'custom_tool_call'],
    begin: (response) => beginCompletion(state, response),
    text: (_, text, logprobs) => tellText(state, text, logprobs),
    refusal: (_, refusal) => tellDelta(state, { refusal }),
    annotations: (_, annotations) => tellAnnotations(state, annotations),
    thought: (item, part, text) => tellThought(state, `${item.number} ${part}`, text),
    endReasoning: (_, reasoning) => tellEncrypted(state, reasoning),
    beginCall: (_, call) => tellCall(state, call),
    input: (item, type, text) => tellInput(state, item, type, text),
    leaveOut: (type) =>
      state.context.warn(`Output of type "${type}" was left out: chat cannot say it.`),
    end: (ended) => endCompletion(state, ended),
  };
}
