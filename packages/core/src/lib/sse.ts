import { createParser, type EventSourceParser } from 'eventsource-parser';
import { encodeText } from './bytes.ts';
import { GatewayError } from './errors.ts';
import type { StreamFrame } from './provider.ts';
import { createFrameSplitter } from './sse-splitter.ts';

const decoder = new TextDecoder();
const carriageReturn = 0x0d;

/** What a stream of the OpenAI family writes last. */
const doneData = '[DONE]';

/** Turns reads into frames. `end` throws when the stream stops inside a frame. */
export interface SseReader<Event> {
  /**
   * The frames that a read completes.
   * @param into gets them one by one, so that those in front of a broken one are there when that one
   *   throws. Default: a list of its own.
   */
  push(bytes: Uint8Array, into?: StreamFrame<Event>[]): StreamFrame<Event>[];
  /** @throws {GatewayError} `upstream_incomplete` */
  end(): void;
}

/**
 * Reads a server-sent event stream of JSON events: each frame is parsed once and keeps its original
 * bytes. Frames with CR line ends or several `data:` lines are written anew, because naive clients
 * read neither.
 * @throws {GatewayError} `upstream_invalid_response` when a frame's data is not a JSON object.
 */
export function createSseReader<Event>(): SseReader<Event> {
  const splitter = createFrameSplitter();
  let parsed: { data: string; name: string | undefined } | undefined;
  let parser: EventSourceParser | undefined;
  /** Most streams never need one. */
  const getParser = () =>
    (parser ??= createParser({
      onEvent: ({ data, event }) => {
        parsed = { data, name: event };
      },
    }));
  const read = (raw: Uint8Array): StreamFrame<Event> | undefined => {
    const text = decoder.decode(raw);
    const plain = plainFrame.exec(text);
    if (plain) return toFrame(plain[2] as string, plain[1] || undefined, raw);
    parsed = undefined;
    getParser().feed(text);
    if (!parsed) return isComment(raw) ? { kind: 'comment', raw: toCanonical(raw) } : undefined;
    const { data, name } = parsed;
    // A heartbeat of some servers; clients that parse every event would stumble over it.
    if (data === '') return undefined;
    return toFrame(data, name, isCanonical(raw, data) ? raw : undefined);
  };
  return {
    push(bytes, into = []) {
      for (const raw of splitter.push(bytes)) {
        const frame = read(raw);
        if (frame) into.push(frame);
      }
      return into;
    },
    end() {
      if (!splitter.isMidFrame()) return;
      throw new GatewayError('upstream_incomplete', 'The upstream stream ended inside a frame.');
    },
  };
}

/** What nearly every frame is, so that it needs no parser: perhaps a name, and one line of data. */
const plainFrame = /^(?:event: ?([^\r\n]*)\n)?data: ?([^ \r\n][^\r\n]*)\n\n$/;

function toFrame<Event>(
  data: string,
  name: string | undefined,
  raw: Uint8Array | undefined,
): StreamFrame<Event> {
  if (data === doneData) return { kind: 'done', raw };
  return { kind: 'event', event: parseEvent<Event>(data), name, raw };
}

/** The bytes of a frame: its original ones, or encoded with LF line ends and one `data:` line. */
export function encodeFrame(frame: StreamFrame): Uint8Array {
  if (frame.raw) return frame.raw;
  if (frame.kind === 'done') return encodeText(`data: ${doneData}\n\n`);
  const { event, name } = frame as Extract<StreamFrame, { kind: 'event' }>;
  const data = JSON.stringify(event) as string | undefined;
  if (data === undefined) throw new TypeError('An event of a stream must have a form as JSON.');
  // A name with a line end in it would be frames of its own.
  const head = name === undefined ? '' : `event: ${name.replaceAll(/[\r\n]/g, ' ')}\n`;
  return encodeText(`${head}data: ${data}\n\n`);
}

/** A comment frame; clients ignore it, proxies see a living connection. */
export function encodeComment(text: string): Uint8Array {
  return encodeText(`: ${text}\n\n`);
}

function parseEvent<Event>(data: string): Event {
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch (cause) {
    throw noEvent(cause);
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw noEvent();
  return event as Event;
}

function noEvent(cause?: unknown): GatewayError {
  const message = 'The upstream sent a stream event that is not a JSON object.';
  return new GatewayError('upstream_invalid_response', message, { cause });
}

/** No CR, and no second `data:` line (the parser joins them by LF): safe to pass on as it came. */
function isCanonical(raw: Uint8Array, data: string): boolean {
  return !raw.includes(carriageReturn) && !data.includes('\n');
}

function isComment(raw: Uint8Array): boolean {
  return raw[0] === 0x3a;
}

function toCanonical(raw: Uint8Array): Uint8Array {
  if (!raw.includes(carriageReturn)) return raw;
  return encodeText(decoder.decode(raw).replace(/\r\n?/g, '\n'));
}
