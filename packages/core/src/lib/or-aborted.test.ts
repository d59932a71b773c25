import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { orAborted } from './or-aborted.ts';

const never = new Promise<never>(() => {});

test('what comes in time is passed on, be it a value or a failure', async () => {
  const { signal } = new AbortController();
  expect(await orAborted(Promise.resolve(7), signal)).toBe(7);
  await expect(orAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
});

test('an abort ends the wait at once, with its reason, also where it came before', async () => {
  const controller = new AbortController();
  const reason = new Error('gone');
  const waiting = orAborted(never, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(orAborted(never, controller.signal)).rejects.toBe(reason);
});

test('what fails after an abort is nobody’s unhandled rejection', async () => {
  const late = new Promise((_, reject) => setTimeout(reject, 1, new Error('late')));
  await expect(orAborted(late, AbortSignal.abort())).rejects.toThrow('abort');
  await new Promise((resolve) => setTimeout(resolve, 5));
});

test('no listener stays on the signal', async () => {
  const { signal } = new AbortController();
  await orAborted(Promise.resolve(), signal);
  await orAborted(Promise.reject(new Error('x')), signal).catch(() => {});
  await Promise.resolve();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
