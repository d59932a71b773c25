import { GatewayError } from '@gw/core';
import { createToolNames, type Members, membersOf, textOf } from '@gw/provider-utils';
import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import { convertUsage, mapTier, mergeUsage } from './convert-usage.ts';
import { mapStopReason } from './map-stop-reason.ts';
import type { MessagesEvent } from './messages-event.ts';
import { openCall } from './stream-calls.ts';
import { openText, tellRefusal } from './stream-message.ts';
import { openSealed, openThinking } from './stream-reasoning.ts';
import {
  createStreamState,
  endAllItems,
  endFinishedItems,
  type OpenBlock,
  type StreamState,
  tell,
} from './stream-state.ts';

/** Anthropic's events in, a response's drafts out. */
export interface MessagesReducer {
  /** @throws {GatewayError} `model_error` where nothing is left of what the model did. */
  push(event: MessagesEvent): ResponsesStreamEvent[];
  /** Whether the answer has come to its proper end. */
  isOver(): boolean;
}

/**
 * Tells an answer of the Messages API as a response: thinking as reasoning, text as a message, calls as
 * calls, each item in the order in which its block begins.
 * @param request the one that was converted.
 * @param warn told of what is left out. Default: nobody is.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function openStream(
  request: Members,
  warn: (message: string) => void = () => {},
): MessagesReducer {
  const state = createStreamState(request, createToolNames(request.tools), warn);
  return {
    push(event) {
      // Nothing is behind the end.
      if (!state.isOver) takes.get(event.type)?.(state, event);
      const { events } = state;
      state.events = [];
      return events;
    },
    isOver: () => state.isOver,
  };
}

type Take = (state: StreamState, event: MessagesEvent) => void;

/** Pings are in none of them, nor is what may come some day. */
const takes: ReadonlyMap<unknown, Take> = new Map<unknown, Take>([
  ['message_start', (state, { message }) => begin(state, membersOf(message))],
  [
    'content_block_start',
    (state, { index, content_block }) => beginBlock(state, index, membersOf(content_block)),
  ],
  [
    'content_block_delta',
    (state, { index, delta }) => state.blocks.get(index)?.add(membersOf(delta)),
  ],
  ['content_block_stop', (state, { index }) => endBlock(state, index)],
  ['message_delta', (state, { delta, usage }) => learnEnding(state, membersOf(delta), usage)],
  ['message_stop', end],
]);

function begin(state: StreamState, { model, usage }: Members): void {
  if (state.hasBegun) return;
  state.hasBegun = true;
  state.usage = mergeUsage(state.usage, usage);
  const service_tier = mapTier(usage);
  state.head = {
    ...(textOf(model) && { model: textOf(model) }),
    ...(service_tier !== undefined && { service_tier }),
  };
  tell(state, { type: 'response.created', response: { ...state.head } as ResponseResource });
}

function beginBlock(state: StreamState, index: unknown, block: Members): void {
  begin(state, {});
  // An index that comes again belongs to another block.
  endBlock(state, index);
  const opened = openBlock(state, block);
  if (opened.item) opened.item.openBlocks++;
  state.blocks.set(index, opened);
}

function openBlock(state: StreamState, block: Members): OpenBlock {
  switch (block.type) {
    case 'text':
      return openText(state, block);
    case 'thinking':
      return openThinking(state, block);
    case 'tool_use':
      return openCall(state, block);
    default:
      return openSealed(state, block);
  }
}

function endBlock(state: StreamState, index: unknown): void {
  const block = state.blocks.get(index);
  state.blocks.delete(index);
  if (!block?.item) return;
  block.item.openBlocks--;
  endFinishedItems(state);
}

function learnEnding(state: StreamState, delta: Members, usage: unknown): void {
  state.usage = mergeUsage(state.usage, usage);
  state.stopReason = textOf(delta.stop_reason) || state.stopReason;
  state.explanation = textOf(membersOf(delta.stop_details).explanation) || state.explanation;
}

function end(state: StreamState): void {
  begin(state, {});
  if (state.itemCount === 0 && state.dropped > 0) throw nothingLeft();
  if (state.explanation !== '') tellRefusal(state, state.explanation);
  const ending = mapStopReason(state.stopReason);
  const status = ending.status === 'incomplete' ? 'incomplete' : 'completed';
  endAllItems(state, status);
  const usage = convertUsage(state.usage);
  const response = { ...ending, ...(usage && { usage }), ...state.head } as ResponseResource;
  tell(state, { type: `response.${status}`, response });
  state.isOver = true;
}

function nothingLeft(): GatewayError {
  const message = 'The model answered with nothing but tool calls that had to be left out.';
  return new GatewayError('model_error', message);
}
