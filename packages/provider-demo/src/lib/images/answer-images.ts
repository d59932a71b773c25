import {
  type DeepReadonly,
  type ProviderReply,
  payloadFromValue,
  type StreamFrame,
} from '@gw/core';
import type { ImagesRequest, ImagesStreamEvent } from '@gw/schema';
import { checkSettings } from '../check-settings.ts';
import { type Pace, paced } from '../pace.ts';
import { toImagesEvents } from './images-events.ts';
import { toImagesResponse } from './images-response.ts';
import { imagesSettings, warnOfImages } from './images-settings.ts';
import { planImages } from './plan-images.ts';

/** @throws {GatewayError} 400 naming what the demo cannot do. */
export function answerImages(
  request: DeepReadonly<ImagesRequest>,
  pace: Pace,
): ProviderReply<'images'> {
  checkSettings(imagesSettings, request);
  const plan = planImages(request);
  const head = { status: 200, headers: {}, warnings: warnOfImages(request, plan.size) };
  if (request.stream !== true) return { ...head, json: payloadFromValue(toImagesResponse(plan)) };
  return { ...head, stream: toFrames(paced(toImagesEvents(plan), pace)) };
}

/** An event's `type` is its frame's name too. */
async function* toFrames(
  events: AsyncIterable<ImagesStreamEvent>,
): AsyncGenerator<readonly StreamFrame<ImagesStreamEvent>[], undefined> {
  for await (const event of events) yield [{ kind: 'event', event, name: event.type }];
}
