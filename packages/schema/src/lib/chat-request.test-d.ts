import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { Bare, ChatExtension } from './bare.test-d.ts';
import type { ChatContentPart } from './chat-content.ts';
import type { ChatMessage } from './chat-messages.ts';
import type { ChatRequest } from './chat-request.ts';
import type { chatRequestEssentials } from './chat-request-essentials.ts';
import type { ChatTool, ChatToolChoice } from './chat-tools.ts';

type SdkRequest = OpenAI.ChatCompletionCreateParams;

test('what the openai SDK sends is ours, streamed and not', () => {
  expectTypeOf<OpenAI.ChatCompletionCreateParamsNonStreaming>().toExtend<ChatRequest>();
  expectTypeOf<OpenAI.ChatCompletionCreateParamsStreaming>().toExtend<ChatRequest>();
  expectTypeOf<SdkRequest>().toExtend<ChatRequest>();
});

test('to the last member, besides those of compatible upstreams', () => {
  expectTypeOf<Bare<ChatRequest, ChatExtension>>().toExtend<Bare<SdkRequest, ChatExtension>>();
  expectTypeOf<Bare<SdkRequest, ChatExtension>>().toExtend<Bare<ChatRequest, ChatExtension>>();
});

test('messages, parts and tools, with the same discriminants', () => {
  expectTypeOf<OpenAI.ChatCompletionMessageParam>().toExtend<ChatMessage>();
  expectTypeOf<ChatMessage['role']>().toEqualTypeOf<OpenAI.ChatCompletionRole>();
  expectTypeOf<OpenAI.ChatCompletionContentPart>().toExtend<ChatContentPart>();
  expectTypeOf<ChatContentPart['type']>().toEqualTypeOf<OpenAI.ChatCompletionContentPart['type']>();
  expectTypeOf<OpenAI.ChatCompletionTool>().toExtend<ChatTool>();
  expectTypeOf<ChatTool['type']>().toEqualTypeOf<OpenAI.ChatCompletionTool['type']>();
  expectTypeOf<OpenAI.ChatCompletionToolChoiceOption>().toExtend<ChatToolChoice>();
  expectTypeOf<ChatToolChoice>().toExtend<OpenAI.ChatCompletionToolChoiceOption>();
});

// Why requests go one way only: our optional members may be null, as clients send them, and
// undefined, as converters write them; under `exactOptionalPropertyTypes` the SDK's may not.
test('ours is wider: null and undefined in optional members', () => {
  expectTypeOf<ChatRequest>().not.toExtend<SdkRequest>();
  expectTypeOf<{ model: 'm'; messages: []; tools: null }>().toExtend<ChatRequest>();
  expectTypeOf<{ model: 'm'; messages: []; tools: undefined }>().toExtend<ChatRequest>();
});

test('a typo is an error', () => {
  // @ts-expect-error temprature
  const request: ChatRequest = { model: 'm', messages: [], temprature: 1 };
  // @ts-expect-error mesages
  request.mesages;
});

test('every request passes the essentials, as far as types tell', () => {
  expectTypeOf<ChatRequest>().toExtend<z.input<typeof chatRequestEssentials>>();
  expectTypeOf<keyof z.input<typeof chatRequestEssentials>>().toExtend<keyof ChatRequest>();
});
