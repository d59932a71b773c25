import type { ChatRequest, EmbeddingsRequest, ImagesRequest } from '@gw/schema';
import { toFrameBytes } from '../sse-frame.ts';
import type { Step } from '../upstream/step.ts';
import type { RouteInput } from './answer-request.ts';
import { chatShape, embeddingsShape, imagesShape } from './body-shapes.ts';
import { chatFrames } from './chat-chunks.ts';
import { chatCompletion } from './chat-completion.ts';
import { planChat } from './chat-plan.ts';
import { embeddingList } from './embeddings.ts';
import { errorSteps } from './error-steps.ts';
import { imageFrames, imageList } from './images.ts';
import { jsonSteps, streamHead } from './json-steps.ts';
import { refuseShape } from './refuse-shape.ts';

export function answerChat({ body }: RouteInput): Step[] {
  const refused = refuseShape(body, chatShape);
  if (refused !== undefined) return refused;
  const request = body as ChatRequest;
  const plan = planChat(request);
  if (request.stream === true) return streamSteps(chatFrames(plan, request));
  if (request.stream_options != null) {
    return errorSteps(400, {
      message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      param: 'stream_options',
    });
  }
  return jsonSteps(chatCompletion(plan, request));
}

export function answerEmbeddings({ body }: RouteInput): Step[] {
  return refuseShape(body, embeddingsShape) ?? jsonSteps(embeddingList(body as EmbeddingsRequest));
}

export function answerImages({ body, origin, basePath }: RouteInput): Step[] {
  const refused = refuseShape(body, imagesShape);
  if (refused !== undefined) return refused;
  const request = body as ImagesRequest;
  if (request.stream === true) return streamSteps(imageFrames(request));
  return jsonSteps(imageList(request, `${origin}${basePath}/images`));
}

function streamSteps(frames: readonly string[]): Step[] {
  return [
    streamHead(),
    ...frames.map((frame): Step => ({ kind: 'write', bytes: toFrameBytes(frame) })),
  ];
}
