import type {
  ChatReasoningDetail,
  ResponseResource,
  ResponsesAnnotation,
  ResponsesItemStatus,
  ResponsesLogprob,
  ResponsesOutputItem,
  ResponsesRequest,
  ResponsesStreamEvent,
  ResponsesUsage,
} from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { type CallTracker, createCallTracker, type TrackedCall } from './call-tracker.ts';
import { createToolNames, type ToolNames } from './tool-names.ts';

/** An item that has begun and is not done. */
export interface OpenItem {
  readonly id: string;
  readonly type: ResponsesOutputItem['type'];
  readonly outputIndex: number;
}

/** Reasoning as it grows. */
export interface OpenReasoning {
  /** `undefined` until there is something to tell. */
  item: OpenItem | undefined;
  /** Of each summary and each text, by what tells them apart upstream: its place in the item. */
  readonly summaries: Map<string, number>;
  readonly contents: Map<string, number>;
  /** The member that told it as plain text. */
  field: 'reasoning_content' | 'reasoning' | undefined;
  /** The pieces that came as such, put together. */
  readonly details: ChatReasoningDetail[];
}

/** A message as it grows. */
export interface OpenMessage {
  readonly item: OpenItem;
  /** Its parts by type: their `content_index`. */
  readonly parts: Map<'output_text' | 'refusal', number>;
  /** How many annotations it has. */
  annotations: number;
}

/** A call that has begun. */
export interface OpenCall {
  readonly item: OpenItem;
  readonly callId: string;
  /** Chat knows this tool as a function: its input is wrapped, and told when it is whole. */
  readonly isWrapped: boolean;
}

/** The calls of a stream. */
export interface StreamCalls {
  readonly names: ToolNames;
  readonly tracker: CallTracker;
  /** What became of each call whose name is known; `undefined`: the request forbids it. */
  readonly open: Map<TrackedCall, OpenCall | undefined>;
  readonly usedIds: Set<string>;
  /** How many were left out. */
  dropped: number;
}

/** What a chat stream has told so far, as a response. */
export interface StreamState {
  readonly request: DeepReadonly<ResponsesRequest>;
  readonly context: ConversionContext;
  /** What nobody has taken yet. */
  events: ResponsesStreamEvent[];
  hasBegun: boolean;
  /** What the upstream says of the whole response. */
  head: Partial<Pick<ResponseResource, 'model' | 'service_tier'>>;
  /** How many items have begun. */
  itemCount: number;
  reasoning: OpenReasoning;
  message: OpenMessage | undefined;
  readonly calls: StreamCalls;
  /** Waiting for their text. */
  logprobs: ResponsesLogprob[];
  annotations: ResponsesAnnotation[];
  finishReason: string | undefined;
  usage: ResponsesUsage | undefined;
}

/** The state before the first chunk. */
export function createStreamState(
  request: DeepReadonly<ResponsesRequest>,
  context: ConversionContext,
): StreamState {
  return {
    request,
    context,
    events: [],
    hasBegun: false,
    head: {},
    itemCount: 0,
    reasoning: noReasoning(),
    message: undefined,
    calls: noCalls(request),
    logprobs: [],
    annotations: [],
    finishReason: undefined,
    usage: undefined,
  };
}

/** The state of reasoning before it begins. */
export function noReasoning(): OpenReasoning {
  return {
    item: undefined,
    summaries: new Map(),
    contents: new Map(),
    field: undefined,
    details: [],
  };
}

function noCalls({ tools }: DeepReadonly<ResponsesRequest>): StreamCalls {
  const names = createToolNames(tools);
  const known = names.tools.map(({ name, namespace }) => names.toWire(name, namespace));
  return {
    names,
    tracker: createCallTracker(known),
    open: new Map(),
    usedIds: new Set(),
    dropped: 0,
  };
}

type WithoutNumber<Event> = Event extends unknown ? Omit<Event, 'sequence_number'> : never;

/** Tells an event. Whoever sends it numbers it. */
export function tell(state: StreamState, event: WithoutNumber<ResponsesStreamEvent>): void {
  state.events.push({ ...event, sequence_number: 0 } as ResponsesStreamEvent);
}

/** Tells that an item begins. */
export function beginItem(state: StreamState, item: ResponsesOutputItem): OpenItem {
  const outputIndex = state.itemCount++;
  tell(state, { type: 'response.output_item.added', output_index: outputIndex, item });
  return { id: item.id, type: item.type, outputIndex };
}

/** Tells that it is done. What its deltas told need not be told again. */
export function endItem(
  state: StreamState,
  { id, type, outputIndex }: OpenItem,
  status: ResponsesItemStatus,
  members: object = {},
): void {
  const item = { id, type, status, ...members } as ResponsesOutputItem;
  tell(state, { type: 'response.output_item.done', output_index: outputIndex, item });
}

/** How the events about an item name it. */
export function inItem({ id, outputIndex }: OpenItem): { item_id: string; output_index: number } {
  return { item_id: id, output_index: outputIndex };
}
