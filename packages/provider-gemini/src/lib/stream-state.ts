import { createId, type DeepReadonly } from '@gw/core';
import type { ToolNames } from '@gw/provider-utils';
import type {
  ResponseResource,
  ResponsesItemStatus,
  ResponsesOutputItem,
  ResponsesRequest,
  ResponsesStreamEvent,
  ResponsesUsage,
} from '@gw/schema';
import type { SignedPart } from './signatures.ts';

/** An item that has begun and is not done. */
export interface OpenItem {
  readonly id: string;
  readonly type: string;
  readonly outputIndex: number;
}

/** A message as it grows. */
export interface OpenMessage {
  readonly item: OpenItem;
  text: string;
}

/** What an answer has told so far, as a response. */
export interface StreamState {
  readonly request: DeepReadonly<ResponsesRequest>;
  readonly names: ToolNames;
  createId(prefix: string): string;
  /** What nobody has taken yet. */
  events: ResponsesStreamEvent[];
  hasBegun: boolean;
  /** What the upstream says of the whole response. */
  head: Partial<Pick<ResponseResource, 'model' | 'service_tier'>>;
  /** How many items have begun. */
  itemCount: number;
  reasoning: OpenItem | undefined;
  message: OpenMessage | undefined;
  /** Signatures that wait for a reasoning item to carry them. */
  signatures: SignedPart[];
  readonly callIds: Set<string>;
  /** Tells of what is left out; the same words once. */
  warn(message: string): void;
  /** How many calls the request forbade. */
  droppedCalls: number;
  finishReason: string | undefined;
  /** Why the prompt was not answered at all. */
  blockReason: string | undefined;
  usage: ResponsesUsage | undefined;
}

/** What an answer is told by, beside itself. */
export interface AnswerContext {
  /** What was asked. */
  readonly request: DeepReadonly<ResponsesRequest>;
  readonly names: ToolNames;
  /** Default: unguessable ids. */
  readonly createId?: ((prefix: string) => string) | undefined;
  /** Told of what is left out. Default: nobody is. */
  readonly warn?: ((message: string) => void) | undefined;
}

export function createStreamState(context: AnswerContext): StreamState {
  return {
    request: context.request,
    names: context.names,
    createId: context.createId ?? createId,
    events: [],
    hasBegun: false,
    head: {},
    itemCount: 0,
    reasoning: undefined,
    message: undefined,
    signatures: [],
    callIds: new Set(),
    warn: warnOnce(context.warn),
    droppedCalls: 0,
    finishReason: undefined,
    blockReason: undefined,
    usage: undefined,
  };
}

function warnOnce(warn: AnswerContext['warn']): StreamState['warn'] {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    warn?.(message);
  };
}

type WithoutNumber<Event> = Event extends unknown ? Omit<Event, 'sequence_number'> : never;

/** Tells an event. Whoever sends it numbers it. */
export function tell(state: StreamState, event: WithoutNumber<ResponsesStreamEvent>): void {
  state.events.push({ ...event, sequence_number: 0 } as ResponsesStreamEvent);
}

/** Tells that an item begins. */
export function beginItem(state: StreamState, members: { id: string; type: string }): OpenItem {
  const output_index = state.itemCount++;
  const item = { ...members, status: 'in_progress' } as unknown as ResponsesOutputItem;
  tell(state, { type: 'response.output_item.added', output_index, item });
  return { id: members.id, type: members.type, outputIndex: output_index };
}

/** Tells that it is done. What its deltas told need not be told again. */
export function endItem(
  state: StreamState,
  { id, type, outputIndex }: OpenItem,
  status: ResponsesItemStatus,
  members: object = {},
): void {
  const item = { id, type, status, ...members } as unknown as ResponsesOutputItem;
  tell(state, { type: 'response.output_item.done', output_index: outputIndex, item });
}

/** How the events about an item name it. */
export function inItem({ id, outputIndex }: OpenItem): { item_id: string; output_index: number } {
  return { item_id: id, output_index: outputIndex };
}
