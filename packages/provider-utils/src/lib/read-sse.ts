import { createSseReader, type StreamFrame } from '@gw/core';
import { mapReads } from './map-reads.ts';
import { redactStrings } from './redactor.ts';

export interface SseReading {
  /** Texts that no error event may hold: upstreams quote keys. Default: none. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * A server-sent event stream: the frames of one read at a time, each with its original bytes, except
 * those that tell an error, from which secrets are taken.
 * @throws {GatewayError} while reading: `upstream_incomplete` when the stream ends inside a frame,
 *   `upstream_invalid_response` when a frame holds no JSON.
 */
export function readSse<Event>(
  bytes: AsyncIterable<Uint8Array>,
  { secrets = [] }: SseReading = {},
): AsyncIterable<readonly StreamFrame<Event>[]> {
  const reader = createSseReader<Event>();
  return mapReads(bytes, {
    push(read) {
      const frames: StreamFrame<Event>[] = [];
      try {
        reader.push(read, frames);
      } catch (cause) {
        return brokenBehind(withoutSecrets(frames, secrets), cause);
      }
      return withoutSecrets(frames, secrets);
    },
    end() {
      reader.end();
      return [];
    },
  });
}

/** What came in front of a broken frame goes on; then that one throws. */
function* brokenBehind<Frame>(frames: readonly Frame[], cause: unknown) {
  yield* frames;
  throw cause;
}

function withoutSecrets<Frame extends StreamFrame<unknown>>(
  frames: readonly Frame[],
  secrets: readonly string[],
): readonly Frame[] {
  if (secrets.length === 0 || !frames.some(tellsError)) return frames;
  return frames.map((frame) => redactError(frame, secrets));
}

/**
 * `event: error`, or an `error` member, as upstreams send inside a stream whose status was 200; in
 * streams of the Responses API the response has it.
 */
function tellsError(frame: StreamFrame<unknown>): boolean {
  if (frame.kind !== 'event') return false;
  const { type, error, response } = frame.event as ErrorSigns;
  return frame.name === 'error' || type === 'error' || Boolean(error) || Boolean(response?.error);
}

interface ErrorSigns {
  readonly type?: unknown;
  readonly error?: unknown;
  readonly response?: { readonly error?: unknown } | null;
}

/** Without its bytes: they hold the secret too, and be it in a field that no parser gives back. */
function redactError<Frame extends StreamFrame<unknown>>(
  frame: Frame,
  secrets: readonly string[],
): Frame {
  if (frame.kind !== 'event' || !tellsError(frame)) return frame;
  return { ...frame, event: redactStrings(frame.event, secrets), raw: undefined };
}
