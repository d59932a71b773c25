import type { ChatRequest, EmbeddingsRequest, ImagesRequest } from '@gw/schema';
import type { Step } from '../upstream/step.ts';
import type { RouteInput } from './answer-request.ts';
import { chatShape, embeddingsShape, imagesShape } from './body-shapes.ts';
import { chatFrames } from './chat-chunks.ts';
import { chatCompletion } from './chat-completion.ts';
import { planChat } from './chat-plan.ts';
import { embeddingList } from './embeddings.ts';
import { imageFrames, imageList } from './images.ts';
import { jsonSteps, streamSteps } from './json-steps.ts';
import { refuseShape, refuseStreamOptions } from './refuse-shape.ts';

export function answerChat({ body }: RouteInput): Step[] {
  const refused = refuseShape(body, chatShape);
  if (refused !== undefined) return refused;
  const request = body as ChatRequest;
  const plan = planChat(request);
  if (request.stream === true) return streamSteps(chatFrames(plan, request));
  return refuseStreamOptions(request) ?? jsonSteps(chatCompletion(plan, request));
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
