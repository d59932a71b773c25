import type { ChatRequest, ImagesRequest, MessagesRequest, ResponsesRequest } from '@gw/schema';
import { chatFrames } from '../answers/chat-chunks.ts';
import { planChat } from '../answers/chat-plan.ts';
import { imageFrames } from '../answers/images.ts';
import { messagesFrames } from '../answers/messages-events.ts';
import { messageObject } from '../answers/messages-object.ts';
import { responsesFrames } from '../answers/responses-events.ts';
import { planResponse } from '../answers/responses-plan.ts';
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
  responses: {
    source: 'https://platform.openai.com/docs/api-reference/responses-streaming',
    path: '/responses',
    sample: { model: 'test-model', input: 'Grüße, 東京 👋🏽!', stream: true },
    toFrames: (body: Body) => {
      const request = body as unknown as ResponsesRequest;
      // What the upstream makes for itself alone (encrypted reasoning) is not that of a real one.
      return responsesFrames(planResponse(request, ''), request);
    },
  },
  messages: {
    source: 'https://platform.claude.com/docs/en/build-with-claude/streaming',
    path: '/messages',
    sample: {
      model: 'test-model',
      max_tokens: 64,
      messages: [{ role: 'user', content: 'Grüße, 東京 👋🏽!' }],
      stream: true,
    },
    toFrames: (body: Body) => messagesFrames(messageObject(body as unknown as MessagesRequest, '')),
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
 * image with two partial ones. With encrypted reasoning included, a Responses stream differs from a
 * running upstream's in that content alone; with thinking, a Messages stream does in its signature.
 */
export function recordStream(kind: keyof typeof kinds, request?: Body): RecordedStream {
  const { source, path, sample, toFrames } = kinds[kind];
  const body = request ?? sample;
  return createRecordedStream({ source, path, request: body, frames: toFrames(body) });
}
