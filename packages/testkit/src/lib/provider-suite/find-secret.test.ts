import { expect, it } from 'vitest';
import { findSecret } from './find-secret.ts';

const secret = 'sk-1234';
const text = `Bearer ${secret}`;

class Holder {
  readonly #key = text;
  get key() {
    return this.#key;
  }
}

it.each<[string, unknown]>([
  ['a text', text],
  ['a member', { deep: [{ text }] }],
  ['a name', { [text]: 1 }],
  ['a hidden member', Object.defineProperty({}, 'hidden', { value: text })],
  ['a symbol', { [Symbol('own')]: text }],
  ['an inherited getter', new Holder()],
  ['a message', new Error(text)],
  ['a cause', new Error('a', { cause: new Error('b', { cause: { text } }) })],
  ['one of several errors', new AggregateError([new Error(text)])],
  ['a map', new Map([[{}, [text]]])],
  ['a set', new Set([text])],
  ['bytes', { body: new TextEncoder().encode(`{"key":"${secret}"}`) }],
  ['a function', Object.assign(() => undefined, { text })],
  ['what it says of itself', { toString: () => text }],
  ['its JSON', { toJSON: () => ({ text }) }],
])('finds a secret in %s', (_, value) => {
  expect(findSecret(value, secret)).toBeTypeOf('string');
});

it('says where, without the secret', () => {
  const error = new Error('a', { cause: { request: { headers: [text] } } });
  expect(findSecret(error, secret)).toBe('it.cause.request.headers.0');
});

it('finds none where none can be read', () => {
  const loop: Record<string, unknown> = { key: () => text, other: 'sk-123' };
  loop.self = loop;
  Object.defineProperty(loop, 'broken', {
    get() {
      throw new Error('unreadable');
    },
  });
  expect(findSecret(loop, secret)).toBeUndefined();
});
