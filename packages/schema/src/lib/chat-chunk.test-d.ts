import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { Bare, ChatExtension } from './bare.test-d.ts';
import type { ChatChunk } from './chat-chunk.ts';

test('our chunk and the SDK’s are interchangeable', () => {
  expectTypeOf<ChatChunk>().toExtend<OpenAI.ChatCompletionChunk>();
  expectTypeOf<OpenAI.ChatCompletionChunk>().toExtend<ChatChunk>();
});

test('to the last member, besides those of compatible upstreams', () => {
  expectTypeOf<Bare<ChatChunk, ChatExtension>>().toExtend<
    Bare<OpenAI.ChatCompletionChunk, ChatExtension>
  >();
  expectTypeOf<Bare<OpenAI.ChatCompletionChunk, ChatExtension>>().toExtend<
    Bare<ChatChunk, ChatExtension>
  >();
});
