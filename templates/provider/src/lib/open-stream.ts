import { GatewayError, type StreamFrame } from '@gw/core';
import { mapReads, readErrorBody, readSse, type TransportReply } from '@gw/provider-utils';
import type { ChatChunk } from '@gw/schema';
import type { AcmeEvent } from './acme-api.ts';
import type { Reading } from './read-reply.ts';
import { createChunkReducer } from './stream-chunks.ts';

type Frame = StreamFrame<ChatChunk>;

/**
 * A stream as frames of chat, those of one read together.
 * @throws {UpstreamError} while reading: for an event that tells an error, behind what came before it.
 * @throws {GatewayError} `upstream_incomplete` when it ends before its last event.
 */
export function openStream(
  { status, headers, bytes }: TransportReply,
  reading: Reading,
): AsyncIterable<readonly Frame[]> {
  const { provider, secrets } = reading;
  const reducer = createChunkReducer(reading);
  let isDone = false;

  function* take(event: AcmeEvent): Generator<Frame> {
    if (isDone) return;
    if (event.type === 'error') {
      throw readErrorBody(provider, { status, headers, body: event }, { secrets });
    }
    for (const chunk of reducer.push(event)) yield { kind: 'event', event: chunk };
    isDone = event.type === 'end';
    if (isDone) yield { kind: 'done' };
  }

  return mapReads(readSse<AcmeEvent>(bytes), {
    *push(frames) {
      for (const frame of frames) if (frame.kind === 'event') yield* take(frame.event);
    },
    end() {
      if (isDone) return [];
      const message = `The upstream "${provider}" ended its answer before it was done.`;
      throw new GatewayError('upstream_incomplete', message);
    },
  });
}
