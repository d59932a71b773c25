import type { StreamFrame } from '@gw/core';
import type { Fault } from './fault.ts';
import { spoilText } from './faulty-text.ts';

type Frame = StreamFrame<never>;
type Event = {
  choices?: { delta: { tool_calls?: object[] }; finish_reason: unknown }[];
  error?: unknown;
  type?: string;
};

/** The bytes of one read, as they are given to the parser. */
export function spoilRead(read: Uint8Array, fault: Fault | undefined): Uint8Array {
  if (fault === 'decodes each read by itself') {
    return new TextEncoder().encode(new TextDecoder().decode(read));
  }
  return fault === 'knows LF alone' ? read.map((byte) => (byte === 0x0d ? 0x20 : byte)) : read;
}

/** The frames of one read, as they are given to the consumer. */
export function spoilFrames(frames: readonly Frame[], fault: Fault | undefined): readonly Frame[] {
  return frames.flatMap((frame) => spoilFrame(frame, fault));
}

function spoilFrame(frame: Frame, fault: Fault | undefined): Frame | Frame[] {
  if (frame.kind === 'done') return fault === 'forgets [DONE]' ? [] : frame;
  if (frame.kind === 'comment') {
    return fault === 'throws comments at the client'
      ? eventOf({ kind: 'event', event: {} as never }, { comment: true })
      : frame;
  }
  const event = frame.event as Event;
  switch (fault) {
    case 'yields events without their names':
      return { ...frame, name: undefined };
    case 'writes frames anew':
      return eventOf(frame, event);
    case 'numbers all calls alike':
      return eventOf(
        frame,
        replaceIn(event, /"tool_calls":\[\{"index":\d+/, '"tool_calls":[{"index":0'),
      );
    case 'knows no content filter':
      return eventOf(frame, replaceIn(event, '"content_filter"', '"stop"'));
    case 'drops chunks without choices':
      return event.choices?.length === 0 ? [] : frame;
    case 'hides errors inside a stream':
      return event.error || event.type === 'error' ? { kind: 'done' } : frame;
    default:
      return spoilEvent(frame, event, fault);
  }
}

function spoilEvent(frame: Frame & { kind: 'event' }, event: Event, fault: Fault | undefined) {
  const text = JSON.stringify(event);
  const spoiled = spoilText(text, fault);
  return spoiled === text ? frame : eventOf(frame, JSON.parse(spoiled));
}

/** Without the bytes that came: they say what they said. */
function eventOf({ raw: _, ...frame }: Extract<Frame, { kind: 'event' }>, event: object): Frame {
  return { ...frame, event: event as never };
}

function replaceIn(event: object, from: RegExp | string, to: string): object {
  return JSON.parse(JSON.stringify(event).replace(from, to));
}
