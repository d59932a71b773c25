import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { ChatReasoning } from './chat-reasoning.ts';
import type { ChatToolCallExtension } from './chat-tools.ts';

/** What compatible upstreams added to the wire, and the SDK does not know. */
type Extensions = keyof ChatReasoning | keyof ChatToolCallExtension;

/**
 * A wire type with every member required, at any depth, and without extensions: two such types
 * extend each other only if neither lacks a member. Plain assignability would not notice an
 * optional member that we forgot.
 */
export type Bare<T> = T extends readonly (infer Item)[]
  ? Bare<Item>[]
  : T extends object
    ? { [Key in keyof T as Exclude<Key, Extensions>]-?: Bare<NonNullable<T[Key]>> }
    : T;

test('a forgotten member shows at any depth', () => {
  expectTypeOf<Bare<{ a?: { b?: 1 }[] }>>().not.toExtend<Bare<{ a?: { b?: 1; c?: 1 }[] }>>();
  expectTypeOf<Bare<{ a?: 1 | { b?: 1 } }>>().not.toExtend<Bare<{ a?: 1 | { b?: 1; c?: 1 } }>>();
  expectTypeOf<Bare<OpenAI.ChatCompletion>>().toExtend<OpenAI.ChatCompletion>();
});
