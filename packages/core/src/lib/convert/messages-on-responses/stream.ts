import type { MessagesRequest, MessagesStreamEvent, ResponsesStreamEvent } from '@gw/schema';
import type { ConversionContext, StreamReducer } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import type { ResponseWriter } from '../read-responses/response-writer.ts';
import { openResponsesReader } from '../read-responses/responses-reader.ts';
import { endBlocks } from './stream-blocks.ts';
import { tellCall, tellInput } from './stream-calls.ts';
import { endMessage } from './stream-end.ts';
import { leaveOutCitations, tellRefusal, tellText } from './stream-message.ts';
import { tellOpaque, tellThought } from './stream-reasoning.ts';
import { beginMessage, createStreamState, type StreamState } from './stream-state.ts';

/**
 * Tells the events of an upstream that speaks Responses as those of a message. One block is open at a
 * time: what comes of another item meanwhile waits until the items in front of it are whole.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function openResponsesToMessages(
  request: DeepReadonly<MessagesRequest>,
  context: ConversionContext,
): StreamReducer<ResponsesStreamEvent, MessagesStreamEvent> {
  const state = createStreamState(request, context);
  const reader = openResponsesReader(createWriter(state));
  return {
    push(event) {
      reader.push(event);
      return takeEvents(state);
    },
    end() {
      reader.end();
      return takeEvents(state);
    },
  };
}

function takeEvents(state: StreamState): MessagesStreamEvent[] {
  const { events } = state;
  state.events = [];
  return events;
}

/** Custom tools are none of a Messages client's, so that nobody should call one. */
function createWriter(state: StreamState): ResponseWriter {
  return {
    callTypes: ['function_call'],
    begin: (response) => beginMessage(state, response),
    text: (item, text) => tellText(state, item, text),
    refusal: (item, text) => tellRefusal(state, item, text),
    annotations: () => leaveOutCitations(state),
    thought: (item, part, text) => tellThought(state, item, part, text),
    endReasoning: (item, reasoning) => tellOpaque(state, item, reasoning),
    beginCall: (item, call) => tellCall(state, item, call),
    input: (item, _, text) => tellInput(state, item, text),
    leaveOut: (type) =>
      state.context.warn(`Output of type "${type}" was left out: a message cannot say it.`),
    endItem: (item) => endBlocks(state, item),
    end: (ended) => endMessage(state, ended),
  };
}
