import { concatBytes } from './bytes.ts';
import { GatewayError } from './errors.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A frame is held until it is whole; this bounds what an upstream can make us hold. */
const defaultMaxFrameBytes = 64 * 1024 * 1024;

/**
 * Cuts a byte stream into whole server-sent event frames, wherever the reads fall: in the middle of
 * a line end or of a UTF-8 sequence. A frame ends with a blank line; lines end with LF, CRLF or CR.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export interface FrameSplitter {
  /** The frames that these bytes complete, each with its blank line. */
  push(bytes: Uint8Array): Uint8Array[];
  /** Whether bytes of an unfinished frame are held. */
  isMidFrame(): boolean;
}

interface SplitterState {
  /** Pieces of the frame that is not whole yet. */
  held: Uint8Array[];
  heldBytes: number;
  /** Whether the line being read has no characters yet. */
  isLineEmpty: boolean;
  /** A CR ended the last line: an LF that follows belongs to it. */
  isAfterCr: boolean;
  /** Whether any byte of the frame being read is something other than a line end. */
  hasContent: boolean;
}

/** @param maxFrameBytes a larger frame throws `upstream_invalid_response`. */
export function createFrameSplitter(maxFrameBytes = defaultMaxFrameBytes): FrameSplitter {
  const state: SplitterState = {
    held: [],
    heldBytes: 0,
    isLineEmpty: true,
    isAfterCr: false,
    hasContent: false,
  };
  return {
    push(bytes) {
      const frames: Uint8Array[] = [];
      let frameStart = 0;
      for (let at = nextLineEnd(bytes, 0, state); at < bytes.length; ) {
        const end = endLine(bytes[at] as number, state);
        at++;
        if (end === 'frame') {
          frames.push(takeFrame(state, bytes.subarray(frameStart, at)));
          frameStart = at;
        } else if (end === 'skip' && at - 1 === frameStart && state.held.length === 0) {
          frameStart = at;
        }
        at = nextLineEnd(bytes, at, state);
      }
      holdRest(state, bytes.subarray(frameStart), maxFrameBytes);
      return frames;
    },
    isMidFrame: () => state.hasContent,
  };
}

/** Offset of the next CR or LF at or behind `from`; the bytes between make the line non-empty. */
function nextLineEnd(bytes: Uint8Array, from: number, state: SplitterState): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) at++;
  if (at > from) {
    state.isLineEmpty = false;
    state.isAfterCr = false;
    state.hasContent = true;
  }
  return at;
}

/** What the line end `byte` ends: a line, the frame, or nothing (the LF of a CRLF, a stray blank line). */
function endLine(byte: number, state: SplitterState): 'line' | 'frame' | 'skip' {
  const isSecondHalf = byte === lineFeed && state.isAfterCr;
  state.isAfterCr = byte === carriageReturn;
  if (isSecondHalf) return 'skip';
  const isBlank = state.isLineEmpty;
  state.isLineEmpty = true;
  if (!isBlank) return 'line';
  return state.hasContent ? 'frame' : 'skip';
}

function takeFrame(state: SplitterState, last: Uint8Array): Uint8Array {
  const frame = state.held.length === 0 ? last : concatBytes([...state.held, last]);
  state.held = [];
  state.heldBytes = 0;
  state.hasContent = false;
  return frame;
}

function holdRest(state: SplitterState, rest: Uint8Array, maxFrameBytes: number): void {
  if (rest.length === 0) return;
  state.heldBytes += rest.length;
  if (state.heldBytes > maxFrameBytes) {
    const message = `The upstream sent a stream frame of more than ${maxFrameBytes} bytes.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
  // A copy: the read's buffer may be pooled and reused by the transport.
  state.held.push(new Uint8Array(rest));
}
