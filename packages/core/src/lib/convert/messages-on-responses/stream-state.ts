import type {
  MessagesContentBlock,
  MessagesDelta,
  MessagesRequest,
  MessagesStreamEvent,
} from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import { countEventCharacters } from '../../estimate.ts';
import { begunMessage } from '../../messages/begun-message.ts';
import type { DeepReadonly } from '../../payload.ts';
import { type Members, textOf } from '../../responses/members.ts';
import { mapTier } from './stream-usage.ts';

/** A step of an item: something new in one of its blocks. */
export interface Piece {
  /** Tells the item's blocks apart. */
  readonly block: string;
  /** The block as it begins. */
  readonly start: MessagesContentBlock;
  /** Default: the block is whole as it begins. */
  readonly delta: MessagesDelta | undefined;
}

/** An item's blocks. */
export interface ItemBlocks {
  /** Steps that wait for the items in front. */
  pieces: Piece[];
  /** The part of reasoning that was told last. */
  thought: string | undefined;
  /** All reasoning, as its block tells it. */
  thinking: string;
  /** Of a call, as it begins. */
  call: MessagesContentBlock | undefined;
  isDone: boolean;
}

/** What a Responses stream has told so far, as a message. */
export interface StreamState {
  readonly request: DeepReadonly<MessagesRequest>;
  readonly context: ConversionContext;
  /** What nobody has taken yet. */
  events: MessagesStreamEvent[];
  /** By the items' order. */
  readonly items: ItemBlocks[];
  /** Place of the item whose turn it is: items may grow at once, blocks may not. */
  turn: number;
  /** The block that is open, by its name in the item. */
  open: string | undefined;
  blockCount: number;
  /** Characters of text, for an estimate. */
  characters: number;
  hasRefused: boolean;
  /** Whether there were citations. */
  hasCited: boolean;
}

/** The state before the first event. */
export function createStreamState(
  request: DeepReadonly<MessagesRequest>,
  context: ConversionContext,
): StreamState {
  return {
    request,
    context,
    events: [],
    items: [],
    turn: 0,
    open: undefined,
    blockCount: 0,
    characters: 0,
    hasRefused: false,
    hasCited: false,
  };
}

/** Begins the message. What it costs is known at its end. */
export function beginMessage(state: StreamState, response: Members): void {
  const model = textOf(response.model) || state.request.model;
  const begun = begunMessage(state.context.createId('msg'), model);
  tellEvent(state, {
    type: 'message_start',
    message: { ...begun, usage: { ...begun.usage, service_tier: mapTier(response.service_tier) } },
  });
}

export function tellEvent(state: StreamState, event: MessagesStreamEvent): void {
  state.characters += countEventCharacters(event);
  state.events.push(event);
}
