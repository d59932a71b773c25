import type { ChatRequest, ImagesRequest } from '@gw/schema';
import { chatFrames } from '../answers/chat-chunks.ts';
import { planChat } from '../answers/chat-plan.ts';
import { imageFrames } from '../answers/images.ts';
import { createRecordedStream, type RecordedStream } from './recorded-stream.ts';

type Body = Readonly<Record<string, unknown>>;

const kinds = {
  chat: {
    source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming',
    path: '/chat/completions',
    // Characters of one, two, three and four bytes.
    sample: {
      model: 'test-model',
      messages: [{ role: 'user', content: 'Grüße, 東京 👋🏽!' }],
      stream: true,
    },
    toFrames: (body: Body) => {
      const request = body as unknown as ChatRequest;
      return chatFrames(planChat(request), request);
    },
  },
  images: {
    source: 'https://platform.openai.com/docs/api-reference/images-streaming',
    path: '/images/generations',
    sample: {
      model: 'test-image',
      prompt: 'A lighthouse in the fog',
      stream: true,
      partial_images: 2,
    },
    toFrames: (body: Body) => imageFrames(body as unknown as ImagesRequest),
  },
};

/**
 * What the upstream streams by default, byte for byte, without starting one: for a test that cuts
 * at every byte of it. The answer follows the request, so a gateway that changes the request (asks
 * for usage, say) changes the bytes; script `stream(recorded.frames)` where they must not change.
 * @param request a body the upstream accepts. Default: one user message in several scripts; an
 * image with two partial ones.
 */
export function recordStream(kind: keyof typeof kinds, request?: Body): RecordedStream {
  const { source, path, sample, toFrames } = kinds[kind];
  const body = request ?? sample;
  return createRecordedStream({ source, path, request: body, frames: toFrames(body) });
}
