import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { WireError, WireErrorObject } from './errors.ts';

test('the body has nothing but the error', () => {
  expectTypeOf<WireError>().toEqualTypeOf<{ error: WireErrorObject }>();
});

// The SDK has one member more, `misalignment`, which only explains one kind of blocked prompt.
test('our error object and the SDK’s are interchangeable', () => {
  expectTypeOf<WireErrorObject>().toExtend<OpenAI.ErrorObject>();
  expectTypeOf<OpenAI.ErrorObject>().toExtend<WireErrorObject>();
});

test('all four members are required, so that none is forgotten', () => {
  expectTypeOf<WireErrorObject>().toEqualTypeOf<Required<WireErrorObject>>();
  expectTypeOf<keyof WireErrorObject>().toEqualTypeOf<'message' | 'type' | 'param' | 'code'>();
});

test('types and codes nobody listed are allowed', () => {
  expectTypeOf<string>().toExtend<WireErrorObject['type']>();
  expectTypeOf<string>().toExtend<WireErrorObject['code']>();
});
