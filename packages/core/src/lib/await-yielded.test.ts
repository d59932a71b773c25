import { expect, test } from 'vitest';
import { awaitYielded, type WaitingSteps } from './await-yielded.ts';

const later = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

test('work that yields nothing is done at once', () => {
  function* steps(waiting: readonly Promise<unknown>[]): WaitingSteps<string> {
    yield* waiting;
    return 'done';
  }
  expect(awaitYielded(steps([]))).toBe('done');
});

test('work that yields is waited for, one promise after the other', async () => {
  const order: string[] = [];
  function* steps(): WaitingSteps<string> {
    order.push('first');
    yield later().then(() => order.push('waited'));
    order.push('second');
    yield later();
    return order.join();
  }
  const result = awaitYielded(steps());
  expect(result).toBeInstanceOf(Promise);
  expect(await result).toBe('first,waited,second');
});

test('what a promise rejects with is thrown where it was yielded', async () => {
  const caught: unknown[] = [];
  function* steps(): WaitingSteps<void> {
    try {
      yield Promise.reject(new Error('one'));
    } catch (error) {
      caught.push(error);
    }
    yield Promise.reject(new Error('two'));
  }
  await expect(awaitYielded(steps())).rejects.toThrow('two');
  expect(caught).toEqual([new Error('one')]);
});

test('what the work itself throws is thrown at once, or rejects behind a wait', async () => {
  function* steps(waiting: readonly Promise<unknown>[]): WaitingSteps<void> {
    yield* waiting;
    throw new Error('thrown');
  }
  expect(() => awaitYielded(steps([]))).toThrow('thrown');
  await expect(awaitYielded(steps([later()]))).rejects.toThrow('thrown');
});
