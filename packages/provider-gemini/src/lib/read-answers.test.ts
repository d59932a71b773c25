import { describe, expect, test } from 'vitest';
import { readAnswers } from './read-answers.ts';

const encoder = new TextEncoder();

async function* reads(...parts: readonly Uint8Array[]) {
  yield* parts;
}

async function answersIn(bytes: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const answers: unknown[] = [];
  for await (const read of readAnswers(bytes)) answers.push(...read);
  return answers;
}

const callWith = (args: string) =>
  `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${args}}}]}}]}`;
const text = '{"candidates":[{"content":{"parts":[{"text":"Grüße 👩🏽‍🚀\\r\\n"}]}}]}';
const streamOf = (lineEnd: string) =>
  [text, callWith('{"id":12345678901234567890}')]
    .map((data) => `data: ${data}${lineEnd}${lineEnd}`)
    .join('');

describe.each([
  ['CR LF', '\r\n'],
  ['LF', '\n'],
  ['CR', '\r'],
])('lines that end with %s', (_, lineEnd) => {
  const bytes = encoder.encode(streamOf(lineEnd));

  test('say the same wherever reads fall, and calls keep their numbers', async () => {
    for (let at = 0; at <= bytes.length; at++) {
      const answers = await answersIn(reads(bytes.subarray(0, at), bytes.subarray(at)));
      expect(answers.map((told) => JSON.stringify(told))).toEqual([
        JSON.stringify(JSON.parse(text)),
        callWith('{"id":12345678901234567890}'),
      ]);
    }
  });

  test('also byte by byte', async () => {
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await answersIn(reads(...single))).toHaveLength(2);
  });
});

test('comments are nothing', async () => {
  expect(await answersIn(reads(encoder.encode(`: ping\r\n\r\n${streamOf('\r\n')}`)))).toHaveLength(
    2,
  );
});

test.each([
  ['data: {"a":', 'upstream_incomplete'],
  ['data: nonsense\n\n', 'upstream_invalid_response'],
])('%j fails as %s', async (sent, code) => {
  await expect(answersIn(reads(encoder.encode(sent)))).rejects.toMatchObject({ code });
});

test('leaving reaches the upstream while a read waits', async () => {
  let hasLeft = false;
  const waiting: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      async return() {
        hasLeft = true;
        return { done: true, value: undefined };
      },
    }),
  };
  const iterator = readAnswers(waiting)[Symbol.asyncIterator]();
  void iterator.next();
  await iterator.return?.();
  expect(hasLeft).toBe(true);
});
