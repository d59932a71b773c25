import {
  type ApiName,
  type ProviderReply,
  payloadFromValue,
  readPayload,
  type StreamFrame,
} from '@gw/core';
import {
  mapReads,
  readJson,
  readSse,
  redactStrings,
  refuseReply,
  type TransportReply,
  toKnownReply,
} from '@gw/provider-utils';
import type { MessagesStreamEvent } from '@gw/schema';
import { type ErrorReading, readErrorInside, tellsError } from './read-error.ts';

type NativeApi = Extract<ApiName, 'messages' | 'count_tokens'>;

/**
 * The reply to a client that speaks Anthropic's api itself, with the upstream's own bytes.
 * @throws {GatewayError} `upstream_invalid_response` for what is no reply; an `UpstreamError` for an error
 *   in place of an answer.
 */
export async function readMessages<A extends NativeApi>(
  reply: TransportReply,
  context: ErrorReading,
): Promise<ProviderReply<A>> {
  const known = await toKnownReply(reply);
  const { status, headers } = reply;
  const head = { status, headers, warnings: [] };
  if (known.kind === 'stream') {
    return { ...head, stream: readEvents(known.bytes, context) } as unknown as ProviderReply<A>;
  }
  if (known.kind !== 'json') throw refuseReply(context.provider, known, 'JSON or an event stream');
  const json = await readJson<object>(known.bytes);
  const message = readPayload(json);
  if (tellsError(message)) throw readErrorInside(message, context);
  // What is neither an answer nor a count may tell an error in words that nobody expects.
  const isOdd = !('content' in message) && !('input_tokens' in message);
  const told = isOdd ? payloadFromValue(redactStrings(message, context.secrets)) : json;
  return { ...head, json: told } as ProviderReply<A>;
}

type Frames = readonly StreamFrame<MessagesStreamEvent>[];

/** An error event has the status that it would have had as a refusal. */
function readEvents(
  bytes: AsyncIterable<Uint8Array>,
  context: ErrorReading,
): AsyncIterable<Frames> {
  const { secrets } = context;
  return mapReads(readSse<MessagesStreamEvent>(bytes, { secrets }), {
    *push(frames: Frames) {
      for (const frame of frames) {
        if (frame.kind === 'event' && tellsError(frame.event))
          throw readErrorInside(frame.event, context);
        yield frame;
      }
    },
    end: () => [],
  });
}
