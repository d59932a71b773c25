import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { ChatReasoning } from './chat-reasoning.ts';
import type { ChatToolCallExtension } from './chat-tools.ts';

/** What compatible upstreams added to the chat wire, and the SDK does not know. */
export type ChatExtension = keyof ChatReasoning | keyof ChatToolCallExtension;

/**
 * A wire type with every member required, at any depth, and without the extensions named: two
 * such types extend each other only if neither lacks a member. Plain assignability would not
 * notice an optional member that we forgot.
 */
export type Bare<T, Extension extends PropertyKey = never> = T extends readonly (infer Item)[]
  ? Bare<Item, Extension>[]
  : T extends object
    ? { [Key in keyof T as Exclude<Key, Extension>]-?: Bare<NonNullable<T[Key]>, Extension> }
    : T;

test('a forgotten member shows at any depth', () => {
  expectTypeOf<Bare<{ a?: { b?: 1 }[] }>>().not.toExtend<Bare<{ a?: { b?: 1; c?: 1 }[] }>>();
  expectTypeOf<Bare<{ a?: 1 | { b?: 1 } }>>().not.toExtend<Bare<{ a?: 1 | { b?: 1; c?: 1 } }>>();
  expectTypeOf<Bare<OpenAI.ChatCompletion>>().toExtend<OpenAI.ChatCompletion>();
});
