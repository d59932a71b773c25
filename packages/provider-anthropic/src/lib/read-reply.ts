import {
  draftReply,
  GatewayError,
  type ProviderReply,
  payloadFromValue,
  readPayload,
  type StreamFrame,
} from '@gw/core';
import {
  type KnownReply,
  type Members,
  mapReads,
  readJson,
  readSse,
  refuseReply,
  type TransportReply,
  toKnownReply,
} from '@gw/provider-utils';
import type { ResponsesStreamEvent } from '@gw/schema';
import { convertCount, convertResponse } from './convert-response.ts';
import type { MessagesEvent } from './messages-event.ts';
import { openStream } from './open-stream.ts';
import { type ErrorReading, readErrorInside, tellsError } from './read-error.ts';

/** What is known of a call when its reply comes. */
export interface ReplyContext extends ErrorReading {
  /** The client's request, as it was converted. */
  readonly request: Members;
  readonly warnings: readonly string[];
  /** Told of what a stream leaves out. */
  warn(message: string): void;
}

/**
 * What the upstream sent decides, not what was asked: an event stream is a stream, JSON is JSON.
 * @throws {GatewayError} `upstream_invalid_response` for everything else; an `UpstreamError` for an error in
 *   place of an answer.
 */
export async function readReply(
  reply: TransportReply,
  context: ReplyContext,
): Promise<ProviderReply<'responses'>> {
  const known = await toKnownReply(reply);
  const { status, headers } = reply;
  const { warnings } = context;
  if (known.kind === 'stream') {
    return draftReply({ status, headers, warnings, stream: readDrafts(known.bytes, context) });
  }
  const told = convertResponse(await readMessage(known, context), context.request);
  const json = payloadFromValue(told.response);
  return draftReply({ status, headers, warnings: [...warnings, ...told.warnings], json });
}

/** The reply to a request that was only counted. */
export async function readCount(
  reply: TransportReply,
  context: ReplyContext,
): Promise<ProviderReply<'input_tokens'>> {
  const body = await readMessage(await toKnownReply(reply), context);
  const { status, headers } = reply;
  const { warnings } = context;
  return { status, headers, warnings, json: payloadFromValue(convertCount(body)) };
}

async function readMessage(reply: KnownReply, context: ReplyContext): Promise<Members> {
  if (reply.kind !== 'json') throw refuseReply(context.provider, reply, 'JSON or an event stream');
  const message = readPayload(await readJson<Members>(reply.bytes)) as Members;
  if (tellsError(message)) throw readErrorInside(message, context);
  return message;
}

type Frames = readonly StreamFrame<ResponsesStreamEvent>[];

/** A stream that ends without saying so has broken off, whatever it told before. */
function readDrafts(
  bytes: AsyncIterable<Uint8Array>,
  context: ReplyContext,
): AsyncIterable<Frames> {
  const { provider, request, warn } = context;
  const stream = openStream(request, warn);
  return mapReads(readSse<MessagesEvent>(bytes), {
    *push(frames: readonly StreamFrame<MessagesEvent>[]) {
      for (const frame of frames) {
        if (frame.kind !== 'event') continue;
        if (!stream.isOver() && tellsError(frame.event))
          throw readErrorInside(frame.event, context);
        yield* stream.push(frame.event).map((event) => ({ kind: 'event' as const, event }));
      }
    },
    end() {
      if (stream.isOver()) return [];
      const message = `The upstream "${provider}" broke off in the middle of its reply.`;
      throw new GatewayError('upstream_incomplete', message);
    },
  });
}
