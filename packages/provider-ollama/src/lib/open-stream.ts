import type { StreamFrame } from '@gw/core';
import { isMembers, mapReads, readNdjson, type TransportReply } from '@gw/provider-utils';
import type { ChatChunk } from '@gw/schema';
import { noAnswer, notDone } from './judge-answer.ts';
import type { OllamaChatAnswer } from './ollama-api.ts';
import { readErrorInside } from './read-error.ts';
import { createChunkReducer, type StreamAsked } from './stream-chunks.ts';

type Frame = StreamFrame<ChatChunk>;

/**
 * A stream of lines as frames of chat, those of one read together. A line that tells an error goes
 * on as an error event, behind what was said before it, and nothing follows.
 * @param secrets texts that no error may hold: upstreams quote keys.
 * @throws {GatewayError} while reading: `upstream_incomplete` when it ends before it is done,
 *   `upstream_invalid_response` when a line is no answer.
 * @see https://docs.ollama.com/api/streaming
 */
export function openStream(
  reply: TransportReply,
  asked: StreamAsked,
  secrets: readonly string[],
): AsyncIterable<readonly Frame[]> {
  const reducer = createChunkReducer(asked);
  let hasFailed = false;
  const take = (line: unknown): readonly Frame[] => {
    if (hasFailed || reducer.isDone()) return [];
    if (!isMembers(line)) throw noAnswer(asked.provider);
    hasFailed = Boolean(line.error);
    if (hasFailed) return [toErrorFrame(reply, asked.provider, line, secrets)];
    const frames = reducer.push(line as OllamaChatAnswer).map(toFrame);
    return reducer.isDone() ? [...frames, { kind: 'done' }] : frames;
  };
  return mapReads(readNdjson<unknown>(reply.bytes), {
    *push(lines: readonly unknown[]) {
      for (const line of lines) yield* take(line);
    },
    end() {
      if (!hasFailed && !reducer.isDone()) throw notDone(asked.provider);
      return [];
    },
  });
}

function toFrame(event: ChatChunk): Frame {
  return { kind: 'event', event };
}

/** In the shape in which chat upstreams tell of errors inside a stream. */
function toErrorFrame(
  reply: TransportReply,
  provider: string,
  line: unknown,
  secrets: readonly string[],
): Frame {
  const { message, type, param, wireCode } = readErrorInside(provider, reply, line, secrets);
  const event: unknown = { error: { message, type, param, code: wireCode } };
  return { kind: 'event', event: event as ChatChunk };
}
