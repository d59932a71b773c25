import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { Bare, ChatExtension } from './bare.test-d.ts';
import type { ChatCompletion, ChatResponseMessage } from './chat-completion.ts';
import type { ChatAssistantMessage } from './chat-messages.ts';
import type { ChatToolCall } from './chat-tools.ts';
import type { ChatUsage } from './usage.ts';

test('our completion and the SDK’s are interchangeable', () => {
  expectTypeOf<ChatCompletion>().toExtend<OpenAI.ChatCompletion>();
  expectTypeOf<OpenAI.ChatCompletion>().toExtend<ChatCompletion>();
});

test('to the last member, besides those of compatible upstreams', () => {
  expectTypeOf<Bare<ChatCompletion, ChatExtension>>().toExtend<
    Bare<OpenAI.ChatCompletion, ChatExtension>
  >();
  expectTypeOf<Bare<OpenAI.ChatCompletion, ChatExtension>>().toExtend<
    Bare<ChatCompletion, ChatExtension>
  >();
});

test('tool calls and usage too', () => {
  expectTypeOf<ChatToolCall>().toExtend<OpenAI.ChatCompletionMessageToolCall>();
  expectTypeOf<OpenAI.ChatCompletionMessageToolCall>().toExtend<ChatToolCall>();
  expectTypeOf<ChatUsage>().toEqualTypeOf<OpenAI.CompletionUsage>();
});

test('a message can be sent back as it came', () => {
  expectTypeOf<ChatResponseMessage>().toExtend<ChatAssistantMessage>();
  expectTypeOf<OpenAI.ChatCompletionMessage>().toExtend<ChatAssistantMessage>();
});

test('what compatible upstreams added is there', () => {
  expectTypeOf<ChatToolCall['extra_content']>().toEqualTypeOf<
    Record<string, unknown> | null | undefined
  >();
  expectTypeOf<ChatResponseMessage['reasoning_content']>().toEqualTypeOf<
    string | null | undefined
  >();
});
