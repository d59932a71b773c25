import type { StreamFrame } from '@gw/core';
import { describe, expect, test } from 'vitest';
import { answer, contextFor, stop } from './__fixtures__/told.ts';
import { toDraftFrames } from './draft-frames.ts';
import { openStream } from './open-stream.ts';

async function* reads(...list: readonly (readonly unknown[])[]) {
  yield* list;
}

const errorOf = (told: unknown) =>
  told === 'error' ? new Error('The upstream reported an error.') : undefined;

async function readAll(answers: AsyncIterable<readonly unknown[]>) {
  const types: string[][] = [];
  let thrown: unknown;
  try {
    for await (const frames of toDraftFrames(answers, {
      reducer: openStream(contextFor()),
      errorOf,
    })) {
      types.push(frames.map((frame) => typeOf(frame)));
    }
  } catch (error) {
    thrown = error;
  }
  return { types, thrown };
}

const typeOf = (frame: StreamFrame) =>
  frame.kind === 'event'
    ? (frame.event as { type: string }).type.replace('response.', '')
    : frame.kind;

const hello = answer([{ text: 'Hello' }]);
const begun = ['created', 'output_item.added', 'content_part.added', 'output_text.delta'];

describe('a read for a read', () => {
  test('and the end once the upstream has ended', async () => {
    expect(await readAll(reads([hello], [hello, stop], []))).toEqual({
      types: [begun, ['output_text.delta'], ['output_item.done', 'completed']],
      thrown: undefined,
    });
  });

  test('what came in front of an error is told before it', async () => {
    const { types, thrown } = await readAll(reads([hello, 'error', hello]));
    expect(types).toEqual([begun]);
    expect(thrown).toEqual(new Error('The upstream reported an error.'));
  });

  test('without an end there is none', async () => {
    const { types, thrown } = await readAll(reads([hello]));
    expect(types).toEqual([begun]);
    expect(thrown).toMatchObject({ code: 'upstream_incomplete' });
  });
});

test('after an error the upstream is left, and nothing is said any more', async () => {
  let hasLeft = false;
  async function* source() {
    try {
      yield ['error'];
      yield [hello];
    } finally {
      hasLeft = true;
    }
  }
  const iterator = toDraftFrames(source(), { reducer: openStream(contextFor()), errorOf })[
    Symbol.asyncIterator
  ]();
  await expect(iterator.next()).rejects.toThrow('reported');
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  expect(hasLeft).toBe(true);
});
