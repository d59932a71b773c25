import type { ChatChunk, ChatCompletion } from '@gw/schema';
import { payloadFromBytes } from '../lib/payload.ts';
import type { Headers, ProviderReply, StreamFrame } from '../lib/provider.ts';
import { createSseReader, encodeFrame } from '../lib/sse.ts';

const encoder = new TextEncoder();

const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };

/** A completion that says `text`. */
export function completion(text: string, members: object = {}): ChatCompletion {
  const choice = {
    index: 0,
    message: { role: 'assistant', content: text, refusal: null },
    finish_reason: 'stop',
    logprobs: null,
  };
  const whole = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1700000000,
    model: 'upstream-model',
    choices: [choice],
    usage,
    ...members,
  };
  return whole as ChatCompletion;
}

/** A chunk with these choices. */
export function chunkOf(choices: readonly object[], members: object = {}): ChatChunk {
  const whole = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1700000000,
    model: 'upstream-model',
    choices,
    ...members,
  };
  return whole as ChatChunk;
}

/** A chunk that adds `delta` to one choice. */
export function deltaChunk(delta: object, index = 0): ChatChunk {
  return chunkOf([{ index, delta, finish_reason: null }]);
}

/** A chunk that adds a text. */
export function textChunk(content: string, index = 0): ChatChunk {
  return deltaChunk({ content }, index);
}

/** The first chunk of a choice. */
export function roleChunk(index = 0): ChatChunk {
  return deltaChunk({ role: 'assistant', content: '' }, index);
}

/** The last chunk of a choice. */
export function finishChunk(index = 0, reason = 'stop'): ChatChunk {
  return chunkOf([{ index, delta: {}, finish_reason: reason }]);
}

/** The chunk with the usage. */
export function usageChunk(): ChatChunk {
  return chunkOf([], { usage });
}

/** An event as a frame without bytes of its own. */
export function eventFrame(event: unknown, name?: string): StreamFrame {
  return { kind: 'event', event, name };
}

export const doneFrame: StreamFrame = { kind: 'done' };

/** A comment as upstreams send it while they think. */
export const commentFrame: StreamFrame = { kind: 'comment', raw: encoder.encode(': thinking\n\n') };

/** The frames of a stream that says `texts`: a role, the texts, a finish, usage and `[DONE]`. */
export function streamOf(...texts: readonly string[]): StreamFrame[] {
  const chunks = [
    roleChunk(),
    ...texts.map((text) => textChunk(text)),
    finishChunk(),
    usageChunk(),
  ];
  return [...chunks.map((chunk) => eventFrame(chunk)), doneFrame];
}

/** Frames as they come off the wire: with the bytes they came in. */
export function framesOfText(text: string): StreamFrame[] {
  return createSseReader().push(encoder.encode(text));
}

/** The text that frames become. */
export function textOfFrames(frames: readonly StreamFrame[]): string {
  return frames.map((frame) => new TextDecoder().decode(encodeFrame(frame))).join('');
}

/** A JSON reply of an upstream. A text is sent as it is. */
export function jsonReply(body: object | string, headers: Headers = {}): ProviderReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status: 200, headers, json: payloadFromBytes(encoder.encode(text)) };
}

/** A stream reply of an upstream: one read after the other, each as many frames as it holds. */
export function streamReply(
  reads: Iterable<readonly StreamFrame[]> | AsyncIterable<readonly StreamFrame[]>,
  headers: Headers = {},
): ProviderReply {
  const stream = (async function* () {
    yield* reads;
  })();
  return { status: 200, headers, stream: stream as never };
}

/** A stream reply with one frame a read. */
export function frameByFrame(frames: readonly StreamFrame[], headers: Headers = {}): ProviderReply {
  return streamReply(
    frames.map((frame) => [frame]),
    headers,
  );
}
