import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { ResponsesLifecycleEvent, ResponsesStreamEvent } from './responses-events.ts';

type SdkEvent = OpenAI.Responses.ResponseStreamEvent;
type Of<Event, Type> = Event extends { type: infer Own }
  ? Own extends Type
    ? Event
    : never
  : never;

type WithLogprobs<Event> = Event extends unknown
  ? Omit<Event, 'logprobs'> & { logprobs: [] }
  : never;

/** Events with a whole response in them, which response-resource.test-d.ts compares. */
type Lifecycle = ResponsesLifecycleEvent['type'];
/** What the contract alone says so, or the SDK requires though the contract does not. */
type Apart =
  | 'error'
  | 'response.reasoning.delta'
  | 'response.reasoning.done'
  | 'response.output_text.delta'
  | 'response.output_text.done';

test('our events are the SDK’s', () => {
  type Shared = Exclude<ResponsesStreamEvent['type'], Lifecycle | Apart>;
  expectTypeOf<Shared>().toExtend<SdkEvent['type']>();
  expectTypeOf<Of<ResponsesStreamEvent, Shared>>().toExtend<SdkEvent>();
  expectTypeOf<Lifecycle>().toExtend<SdkEvent['type']>();
});

// The SDK requires `logprobs` of texts; in the contract they are there when asked for.
test('texts are the SDK’s with their log probabilities', () => {
  type Text = Of<ResponsesStreamEvent, 'response.output_text.delta' | 'response.output_text.done'>;
  expectTypeOf<WithLogprobs<Text>>().toExtend<SdkEvent>();
});

// The SDK types what OpenAI documents: an error without a member `error`. It throws on both.
test('an error is nested, as the contract has it', () => {
  expectTypeOf<Of<ResponsesStreamEvent, 'error'>>().not.toExtend<SdkEvent>();
  expectTypeOf<Of<ResponsesStreamEvent, 'error'>['error']>().toExtend<
    Pick<Of<SdkEvent, 'error'>, 'message' | 'param' | 'code'>
  >();
});

test('raw reasoning has the contract’s names beside OpenAI’s', () => {
  type Own = Exclude<ResponsesStreamEvent['type'], SdkEvent['type']>;
  expectTypeOf<Own>().toEqualTypeOf<'response.reasoning.delta' | 'response.reasoning.done'>();
});

test('what the SDK knows beyond is about hosted tools, sound and compaction', () => {
  type Beyond = Exclude<SdkEvent['type'], ResponsesStreamEvent['type']>;
  expectTypeOf<Beyond>().toExtend<`response.${'audio' | 'code_interpreter' | 'compaction' | 'file_search' | 'image_generation' | 'mcp' | 'shell' | 'web_search' | 'steer'}${string}`>();
});
