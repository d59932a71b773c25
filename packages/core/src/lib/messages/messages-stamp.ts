import type { MessagesStreamEvent } from '@gw/schema';
import { GatewayError } from '../errors.ts';
import type { EventFrame, StreamStamp } from '../operation.ts';
import { isMembers, lookUpTable, type Members, textOf } from '../responses/members.ts';
import type { StampOptions } from '../responses/stamp-state.ts';
import { begunMessage } from './begun-message.ts';
import { collectMessage } from './collect-message.ts';
import { toMessagesError } from './messages-dialect.ts';

/** One stream as its client has seen it so far. */
interface StampState {
  readonly options: StampOptions;
  hasBegun: boolean;
  isOver: boolean;
  /** The place of the next block. */
  next: number;
  /** The block that is open. */
  open: OpenBlock | undefined;
}

interface OpenBlock {
  /** Its place as the source of the stream counts. */
  readonly source: unknown;
  /** Its place as the client counts. */
  readonly index: number;
}

type MessagesFrame = EventFrame<MessagesStreamEvent>;
type Take = (state: StampState, event: Members) => Members[];

/**
 * Keeps the order of a Messages stream, whatever conversions and hooks did: one beginning, one
 * block at a time with places counted without gaps, one end.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function createMessagesStamp(options: StampOptions): StreamStamp<'messages'> {
  const state: StampState = {
    options,
    hasBegun: false,
    isOver: false,
    next: 0,
    open: undefined,
  };
  // The beginning may go out before there is a target, where nobody else could collect it.
  const collector = collectMessage();
  const tell = (events: readonly Members[]) => {
    const told = events as unknown as MessagesStreamEvent[];
    told.forEach(collector.push);
    return told;
  };
  return {
    begin: (known) => tell(begin(state, known as Members)),
    take: (event) => tell(takeEvent(state, event as unknown as Members)),
    pass(frame) {
      const passed = passFrame(state, frame);
      collector.push(passed.event);
      return [passed];
    },
    fail: (error) => [toMessagesError(error)],
    response: collector.end,
  };
}

function takeEvent(state: StampState, event: Members): Members[] {
  if (state.isOver) return [];
  const take = takes[textOf(event.type)] ?? pass;
  if (state.hasBegun || take === start || take === pass) return take(state, event);
  return [...begin(state, {}), ...take(state, event)];
}

const pass: Take = (_, event) => [event];

/** Whoever began the message said what is known of it. */
const start: Take = (state, event) => {
  if (state.hasBegun || !isMembers(event.message)) return begin(state, {});
  state.hasBegun = true;
  return [{ ...event, message: { ...event.message, ...renamed(state) } }];
};

const takes = lookUpTable<Take>({
  message_start: start,
  content_block_start: (state, event) => [...closeBlock(state), openBlock(state, event)],
  content_block_delta: growBlock,
  content_block_stop: (state, event) => (isOpen(state, event) ? closeBlock(state) : []),
  message_delta: (state, event) => [...closeBlock(state), event],
  message_stop(state, event) {
    state.isOver = true;
    return [...closeBlock(state), event];
  },
});

/** What is not known yet is told by `message_delta`; a tier has no place outside of the usage. */
function begin(state: StampState, known: Members): Members[] {
  if (state.hasBegun) return [];
  state.hasBegun = true;
  const { createId, request } = state.options;
  const { service_tier: _, ...told } = known;
  const message = {
    ...begunMessage(createId('msg'), textOf(request.model)),
    ...told,
    ...renamed(state),
  };
  return [{ type: 'message_start', message }];
}

function renamed({ options: { model } }: StampState): Members {
  return model === undefined ? {} : { model };
}

function isOpen({ open }: StampState, { index }: Members): boolean {
  return open !== undefined && open.source === index;
}

function openBlock(state: StampState, event: Members): Members {
  state.open = { source: event.index, index: state.next++ };
  return placed(event, state.open.index);
}

function closeBlock(state: StampState): Members[] {
  const { open } = state;
  state.open = undefined;
  return open ? [{ type: 'content_block_stop', index: open.index }] : [];
}

/** Blocks stand one behind the other: text that a hook lets go too late is a block of its own. */
function growBlock(state: StampState, event: Members): Members[] {
  if (state.open && isOpen(state, event)) return [placed(event, state.open.index)];
  const block = blockFor(event.delta);
  if (!block) return leaveOut(event);
  const { index } = event;
  const opening = { type: 'content_block_start', index, content_block: block };
  const opened = [...closeBlock(state), openBlock(state, opening)];
  return [...opened, placed(event, state.next - 1)];
}

function placed(event: Members, index: number): Members {
  return event.index === index ? event : { ...event, index };
}

/** Of a tool's input, or of a signature, nothing may get lost; what nobody knows belongs nowhere. */
function leaveOut(event: Members): Members[] {
  const { delta } = event;
  if (isMembers(delta) && partsOfBlocks.has(delta.type)) throw tooLate(event);
  return [];
}

const partsOfBlocks = new Set<unknown>(['input_json_delta', 'signature_delta', 'citations_delta']);

function blockFor(delta: unknown): Members | undefined {
  switch (isMembers(delta) ? delta.type : undefined) {
    case 'text_delta':
      return { type: 'text', text: '' };
    case 'thinking_delta':
      return { type: 'thinking', thinking: '', signature: '' };
    default:
      return undefined;
  }
}

function tooLate({ delta }: Members): GatewayError {
  const what = isMembers(delta) ? textOf(delta.type) : 'delta';
  const message = `A "${what}" came for a content block that is not open. Blocks stand one behind the other: who holds one back, such as a chunk hook, must let it go at its "content_block_stop".`;
  return new GatewayError('internal_error', message);
}

/** An upstream's own event keeps its bytes unless the model is named otherwise. */
function passFrame(state: StampState, frame: MessagesFrame): MessagesFrame {
  const { event } = frame;
  const { model } = state.options;
  if (event.type !== 'message_start' || model === undefined) return frame;
  if (!isMembers(event.message) || event.message.model === model) return frame;
  const message = { ...event.message, model };
  return { ...frame, event: { ...event, message }, raw: undefined };
}
