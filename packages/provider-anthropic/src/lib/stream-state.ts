import type { Members, ToolNames } from '@gw/provider-utils';
import type {
  ResponseResource,
  ResponsesItemStatus,
  ResponsesOutputItem,
  ResponsesStreamEvent,
} from '@gw/schema';

/** An item that has begun and is not done. */
export interface OpenItem {
  readonly id: string;
  readonly type: ResponsesOutputItem['type'];
  readonly outputIndex: number;
  /** How many of its blocks go on. */
  openBlocks: number;
  /**
   * What is left to say when it ends: told as events, or returned as members of the finished item.
   */
  finish(status: ResponsesItemStatus): Members;
}

/** A content block that goes on, as Anthropic numbers them. */
export interface OpenBlock {
  /** `undefined` for a block that the client does not get. */
  readonly item?: OpenItem;
  add(delta: Members): void;
}

/** A message as it grows. */
export interface OpenMessage {
  readonly item: OpenItem;
  /** Its text blocks, each a part of its own, so that they go back as they came. */
  readonly parts: TextPart[];
}

export interface TextPart {
  length: number;
  /** Sources of the whole part, told when its length is known. */
  readonly citations: Members[];
}

/** What an answer of Anthropic's has told so far, as a response. */
export interface StreamState {
  readonly request: Members;
  readonly names: ToolNames;
  /** Tells of what is left out. */
  warn(message: string): void;
  /** What nobody has taken yet. */
  events: ResponsesStreamEvent[];
  hasBegun: boolean;
  isOver: boolean;
  head: Partial<Pick<ResponseResource, 'model' | 'service_tier'>>;
  itemCount: number;
  /** In the order in which they began. */
  readonly open: Set<OpenItem>;
  /** By Anthropic's index. */
  readonly blocks: Map<unknown, OpenBlock>;
  message: OpenMessage | undefined;
  /** Calls that the client gets, and those that it does not. */
  calls: number;
  dropped: number;
  usage: Members;
  stopReason: string | undefined;
  /** Why the model declined, in words. */
  explanation: string;
}

export function createStreamState(
  request: Members,
  names: ToolNames,
  warn: StreamState['warn'],
): StreamState {
  return {
    request,
    names,
    warn,
    events: [],
    hasBegun: false,
    isOver: false,
    head: {},
    itemCount: 0,
    open: new Set(),
    blocks: new Map(),
    message: undefined,
    calls: 0,
    dropped: 0,
    usage: {},
    stopReason: undefined,
    explanation: '',
  };
}

type WithoutNumber<Event> = Event extends unknown ? Omit<Event, 'sequence_number'> : never;

/** Tells an event. The gateway numbers it. */
export function tell(state: StreamState, event: WithoutNumber<ResponsesStreamEvent>): void {
  state.events.push({ ...event, sequence_number: 0 } as ResponsesStreamEvent);
}

/** How the events about an item name it. */
export function inItem({ id, outputIndex }: OpenItem): { item_id: string; output_index: number } {
  return { item_id: id, output_index: outputIndex };
}

/** Tells that an item begins; those before it that have nothing open end now. */
export function beginItem(
  state: StreamState,
  begun: ResponsesOutputItem,
  finish: OpenItem['finish'],
): OpenItem {
  const item = {
    id: begun.id,
    type: begun.type,
    outputIndex: state.itemCount++,
    openBlocks: 0,
    finish,
  };
  state.open.add(item);
  endFinishedItems(state);
  tell(state, { type: 'response.output_item.added', output_index: item.outputIndex, item: begun });
  return item;
}

/**
 * Ends the items whose blocks have all ended, except the last one: whether that was cut off is told
 * only behind it.
 */
export function endFinishedItems(state: StreamState): void {
  for (const item of state.open) {
    if (item.openBlocks === 0 && !isLast(state, item)) endItem(state, item, 'completed');
  }
}

/** Ends all; only the last item of an incomplete answer was cut off. */
export function endAllItems(state: StreamState, status: ResponsesItemStatus): void {
  for (const item of state.open) endItem(state, item, isLast(state, item) ? status : 'completed');
}

export function isLast(state: StreamState, { outputIndex }: OpenItem): boolean {
  return outputIndex === state.itemCount - 1;
}

function endItem(state: StreamState, item: OpenItem, status: ResponsesItemStatus): void {
  state.open.delete(item);
  const { id, type, outputIndex } = item;
  const done = { id, type, status, ...item.finish(status) } as ResponsesOutputItem;
  tell(state, { type: 'response.output_item.done', output_index: outputIndex, item: done });
}
