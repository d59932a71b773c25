import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { Bare } from './bare.test-d.ts';
import type { ImagesRequest, ImagesResponse } from './images.ts';
import type { imagesRequestEssentials } from './images-request-essentials.ts';
import type { ImagesStreamEvent } from './images-stream.ts';

test('what the openai SDK sends is ours, streamed and not', () => {
  expectTypeOf<OpenAI.ImageGenerateParamsNonStreaming>().toExtend<ImagesRequest>();
  expectTypeOf<OpenAI.ImageGenerateParamsStreaming>().toExtend<ImagesRequest>();
  expectTypeOf<Bare<ImagesRequest>>().toExtend<Bare<OpenAI.ImageGenerateParams>>();
  expectTypeOf<Bare<OpenAI.ImageGenerateParams>>().toExtend<Bare<ImagesRequest>>();
});

test('our answer and the SDK’s are interchangeable', () => {
  expectTypeOf<ImagesResponse>().toExtend<OpenAI.ImagesResponse>();
  expectTypeOf<OpenAI.ImagesResponse>().toExtend<ImagesResponse>();
  expectTypeOf<Bare<ImagesResponse>>().toExtend<Bare<OpenAI.ImagesResponse>>();
  expectTypeOf<Bare<OpenAI.ImagesResponse>>().toExtend<Bare<ImagesResponse>>();
});

test('our stream events and the SDK’s are interchangeable', () => {
  expectTypeOf<ImagesStreamEvent>().toExtend<OpenAI.ImageGenStreamEvent>();
  expectTypeOf<OpenAI.ImageGenStreamEvent>().toExtend<ImagesStreamEvent>();
  expectTypeOf<Bare<ImagesStreamEvent>>().toExtend<Bare<OpenAI.ImageGenStreamEvent>>();
  expectTypeOf<Bare<OpenAI.ImageGenStreamEvent>>().toExtend<Bare<ImagesStreamEvent>>();
});

test('every request passes the essentials, as far as types tell', () => {
  expectTypeOf<ImagesRequest>().toExtend<z.input<typeof imagesRequestEssentials>>();
  expectTypeOf<keyof z.input<typeof imagesRequestEssentials>>().toExtend<keyof ImagesRequest>();
});
