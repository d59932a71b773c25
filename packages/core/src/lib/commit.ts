import { GatewayError } from './errors.ts';
import type { StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { encodeFrame } from './sse.ts';
import { errorInFrame } from './stream-error.ts';

type Frames = readonly StreamFrame[];

/** What an upstream may send before its first content, in bytes: a preamble, not a reply. */
const maxHeldBytes = 1024 * 1024;

/**
 * Reads a stream up to its first content and gives it back whole. Until then nothing has been seen
 * by anybody, so every failure may still be retried or handed to the next target; once this has
 * resolved the call is committed.
 * @param begin is told of the first event as soon as it is here.
 * @throws {GatewayError} what the upstream reported, or `upstream_incomplete` when it just ended.
 */
export async function untilContent(
  stream: AsyncIterable<Frames>,
  protocol: StreamProtocol,
  provider: string,
  begin?: (event: unknown) => void,
): Promise<AsyncIterable<Frames>> {
  const iterator = stream[Symbol.asyncIterator]();
  const held: StreamFrame[] = [];
  try {
    for (let heldBytes = 0; ; ) {
      const read = await iterator.next();
      if (read.done) throw endedEarly(provider);
      const isCommitted = holdUntilContent(read.value, held, protocol, provider);
      tellOfFirst(held, begin);
      if (isCommitted) break;
      heldBytes += byteLengthOf(read.value);
      if (heldBytes > maxHeldBytes) throw tooMuchBefore(provider);
    }
  } catch (error) {
    stopQuietly(iterator);
    throw error;
  }
  return resume(held, iterator);
}

function tellOfFirst(held: Frames, begin: ((event: unknown) => void) | undefined): void {
  const first = begin && held.find((frame) => frame.kind === 'event');
  if (first) begin?.(first.event);
}

function holdUntilContent(
  frames: Frames,
  held: StreamFrame[],
  protocol: StreamProtocol,
  provider: string,
): boolean {
  let isCommitted = false;
  for (const frame of frames) {
    const error = isCommitted ? undefined : errorInFrame(frame, provider);
    if (error) throw error;
    isCommitted ||= commits(frame, protocol);
    held.push(frame);
  }
  return isCommitted;
}

/** Content commits, and so does a proper end: an answer may be empty. */
function commits(frame: StreamFrame, protocol: StreamProtocol): boolean {
  if (frame.kind === 'comment') return false;
  if (frame.kind === 'done') return true;
  const event = frame.event as Parameters<StreamProtocol['isContent']>[0];
  return protocol.isContent(event) || protocol.isTerminal(event);
}

/** The held frames first, then the rest. */
function resume(held: Frames, iterator: AsyncIterator<Frames>): AsyncIterable<Frames> {
  let first: Frames | undefined = held;
  const resumed: AsyncIterator<Frames> = {
    next() {
      if (!first) return iterator.next();
      const value = first;
      first = undefined;
      return Promise.resolve({ done: false, value });
    },
    return: (value) => iterator.return?.(value) ?? Promise.resolve({ done: true, value }),
  };
  return { [Symbol.asyncIterator]: () => resumed };
}

/** Lets a stream go; what it says to that changes nothing any more. */
export function stopQuietly(iterator: AsyncIterator<unknown>): void {
  const stop = async () => iterator.return?.();
  stop().catch(() => {});
}

/** Bytes of frames as they came or would be written. */
export function byteLengthOf(frames: Frames): number {
  return frames.reduce((sum, frame) => sum + encodeFrame(frame).length, 0);
}

function tooMuchBefore(provider: string): GatewayError {
  const message = `Upstream "${provider}" sent more than ${maxHeldBytes} bytes before any content.`;
  return new GatewayError('upstream_invalid_response', message);
}

function endedEarly(provider: string): GatewayError {
  const message = `The stream of upstream "${provider}" ended before any content.`;
  return new GatewayError('upstream_incomplete', message);
}

/** The failure of a stream that stopped without its terminal event: never a clean end. */
export function endedWithoutTerminal(provider: string): GatewayError {
  const message = `The stream of upstream "${provider}" ended without its terminal event.`;
  return new GatewayError('upstream_incomplete', message);
}
