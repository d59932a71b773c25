import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { Embedding, EmbeddingsRequest, EmbeddingsResponse } from './embeddings.ts';
import type { embeddingsRequestEssentials } from './embeddings-request-essentials.ts';
import type { EmbeddingsUsage } from './usage.ts';

test('what the openai SDK sends is ours', () => {
  expectTypeOf<OpenAI.EmbeddingCreateParams>().toExtend<EmbeddingsRequest>();
  expectTypeOf<keyof EmbeddingsRequest>().toEqualTypeOf<keyof OpenAI.EmbeddingCreateParams>();
});

test('our answer in floats and the SDK’s are the same', () => {
  expectTypeOf<EmbeddingsResponse<number[]>>().toEqualTypeOf<OpenAI.CreateEmbeddingResponse>();
  expectTypeOf<Embedding<number[]>>().toEqualTypeOf<OpenAI.Embedding>();
  expectTypeOf<EmbeddingsUsage>().toEqualTypeOf<OpenAI.CreateEmbeddingResponse.Usage>();
});

// The SDK declares its answer in base64 without exporting it.
test('our answer in base64 is the SDK’s with strings for vectors', () => {
  type Base64Response = Omit<OpenAI.CreateEmbeddingResponse, 'data'> & {
    data: (Omit<OpenAI.Embedding, 'embedding'> & { embedding: string })[];
  };
  expectTypeOf<EmbeddingsResponse<string>>().toExtend<Base64Response>();
  expectTypeOf<Base64Response>().toExtend<EmbeddingsResponse<string>>();
});

// Why this goes one way only: the request decides what vectors are, the type of an answer seen
// alone has to admit both.
test('of unknown encoding, the SDK’s answer is ours', () => {
  expectTypeOf<OpenAI.CreateEmbeddingResponse>().toExtend<EmbeddingsResponse>();
  expectTypeOf<EmbeddingsResponse>().not.toExtend<OpenAI.CreateEmbeddingResponse>();
});

test('every request passes the essentials, as far as types tell', () => {
  expectTypeOf<EmbeddingsRequest>().toExtend<z.input<typeof embeddingsRequestEssentials>>();
  expectTypeOf<keyof z.input<typeof embeddingsRequestEssentials>>().toExtend<
    keyof EmbeddingsRequest
  >();
});
