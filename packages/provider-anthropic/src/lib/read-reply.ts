import {
  GatewayError,
  headerValue,
  type ProviderReply,
  payloadFromValue,
  readPayload,
  type StreamFrame,
} from '@gw/core';
import { discardBytes, mapReads, readJson, readSse, type TransportReply } from '@gw/provider-utils';
import type { ResponsesStreamEvent } from '@gw/schema';
import type { MessagesEvent } from './anthropic-api.ts';
import { convertCount, convertResponse } from './convert-response.ts';
import type { Members } from './members.ts';
import { openStream } from './open-stream.ts';
import { type ErrorReading, readErrorEvent, tellsError } from './read-error.ts';

/** What is known of a call when its reply comes. */
export interface ReplyContext extends ErrorReading {
  /** The client's request, as it was converted. */
  readonly request: Members;
  readonly warnings: readonly string[];
}

/**
 * What the upstream sent decides, not what was asked: an event stream is a stream, JSON is JSON.
 * @throws {GatewayError} `upstream_invalid_response` for everything else; an `UpstreamError` for an error in
 *   place of an answer.
 */
export async function readReply(
  { status, headers, bytes }: TransportReply,
  context: ReplyContext,
): Promise<ProviderReply<'responses'>> {
  const head = { status, headers, warnings: context.warnings, isDraft: true } as const;
  const contentType = headerValue(headers, 'content-type') ?? '';
  if (/^text\/event-stream\b/i.test(contentType)) {
    return { ...head, stream: readDrafts(bytes, context) };
  }
  const message = await readMessage(bytes, contentType, context);
  return { ...head, json: payloadFromValue(convertResponse(message, context.request)) };
}

/** The reply to a request that was only counted. */
export async function readCount(
  { status, headers, bytes }: TransportReply,
  context: ReplyContext,
): Promise<ProviderReply<'input_tokens'>> {
  const contentType = headerValue(headers, 'content-type') ?? '';
  const body = await readMessage(bytes, contentType, context);
  const { warnings } = context;
  return { status, headers, warnings, json: payloadFromValue(convertCount(body)) };
}

async function readMessage(
  bytes: AsyncIterable<Uint8Array>,
  contentType: string,
  context: ReplyContext,
): Promise<Members> {
  if (contentType !== '' && !/\bjson\b/i.test(contentType)) {
    discardBytes(bytes);
    const what = (contentType.split(';', 1)[0] as string).slice(0, 80);
    const message = `The upstream "${context.provider}" answered with "${what}" instead of JSON or an event stream.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
  const message = readPayload(await readJson<Members>(bytes)) as Members;
  if (tellsError(message)) throw readErrorEvent(message, context);
  return message;
}

type Frames = readonly StreamFrame<ResponsesStreamEvent>[];

/** A stream that ends without saying so has broken off, whatever it told before. */
function readDrafts(
  bytes: AsyncIterable<Uint8Array>,
  context: ReplyContext,
): AsyncIterable<Frames> {
  const { provider, request } = context;
  const stream = openStream(request);
  return mapReads(readSse<MessagesEvent>(bytes), {
    push: (frames: readonly StreamFrame<MessagesEvent>[]) =>
      frames.flatMap((frame) => {
        if (frame.kind !== 'event') return [];
        if (!stream.isOver() && tellsError(frame.event)) throw readErrorEvent(frame.event, context);
        return stream.push(frame.event).map((event) => ({ kind: 'event' as const, event }));
      }),
    end() {
      if (stream.isOver()) return [];
      const message = `The upstream "${provider}" broke off in the middle of its reply.`;
      throw new GatewayError('upstream_incomplete', message);
    },
  });
}
