import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { Bare } from './bare.test-d.ts';
import type { ChatChunk } from './chat-chunk.ts';

test('our chunk and the SDK’s are interchangeable', () => {
  expectTypeOf<ChatChunk>().toExtend<OpenAI.ChatCompletionChunk>();
  expectTypeOf<OpenAI.ChatCompletionChunk>().toExtend<ChatChunk>();
});

test('to the last member, besides those of compatible upstreams', () => {
  expectTypeOf<Bare<ChatChunk>>().toExtend<Bare<OpenAI.ChatCompletionChunk>>();
  expectTypeOf<Bare<OpenAI.ChatCompletionChunk>>().toExtend<Bare<ChatChunk>>();
});
