import { createSseReader, type StreamFrame } from '@gw/core';
import { mapReads } from './map-reads.ts';

/**
 * A server-sent event stream: the frames of one read at a time, each with its original bytes.
 * @throws {GatewayError} while reading: `upstream_incomplete` when the stream ends inside a frame,
 *   `upstream_invalid_response` when a frame holds no JSON.
 */
export function readSse<Event>(
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<readonly StreamFrame<Event>[]> {
  const reader = createSseReader<Event>();
  return mapReads(bytes, {
    push: (read) => reader.push(read),
    end() {
      reader.end();
      return [];
    },
  });
}
