import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silent, watchSilence } from './silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});
const after = <T>(ms: number, value: T) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

test('what comes in time is passed on', async () => {
  const watch = watchSilence(100, new AbortController().signal);
  const waited = watch.wait(after(99, 'sound'));
  await vi.advanceTimersByTimeAsync(99);
  expect(await waited).toBe('sound');
  watch.stop();
});

test('silence is told after its time, and what comes later can still be waited for', async () => {
  const watch = watchSilence(100, new AbortController().signal);
  const slow = after(250, 'sound');
  for (const step of [100, 100]) {
    const waited = watch.wait(slow);
    await vi.advanceTimersByTimeAsync(step);
    expect(await waited).toBe(silent);
  }
  const waited = watch.wait(slow);
  await vi.advanceTimersByTimeAsync(50);
  expect(await waited).toBe('sound');
  watch.stop();
});

test('is counted from the last sound, not by the clock', async () => {
  const watch = watchSilence(100, new AbortController().signal);
  const outcomes: unknown[] = [];
  const hear = async (promise: Promise<unknown>) => {
    outcomes.push(await watch.wait(promise));
  };
  const first = hear(after(90, 'a'));
  await vi.advanceTimersByTimeAsync(90);
  await first;
  const second = hear(after(90, 'b'));
  await vi.advanceTimersByTimeAsync(90);
  await second;
  const third = hear(never);
  await vi.advanceTimersByTimeAsync(99);
  expect(outcomes).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(1);
  await third;
  expect(outcomes).toEqual(['a', 'b', silent]);
  watch.stop();
});

test('a failure is passed on', async () => {
  const watch = watchSilence(100, new AbortController().signal);
  await expect(watch.wait(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  watch.stop();
});

test('an abort ends the wait at once, with its reason', async () => {
  const controller = new AbortController();
  const watch = watchSilence(100, controller.signal);
  const waited = watch.wait(never);
  const reason = new Error('gone');
  controller.abort(reason);
  await expect(waited).rejects.toBe(reason);
  await expect(watch.wait(never)).rejects.toBe(reason);
  watch.stop();
});

test('what fails after an abort is nobody’s unhandled rejection', async () => {
  const controller = new AbortController();
  const watch = watchSilence(undefined, controller.signal);
  let fail = (_: Error) => {};
  const failing = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const waited = watch.wait(failing);
  controller.abort();
  await expect(waited).rejects.toThrow();
  await expect(watch.wait(Promise.reject(new Error('late')))).rejects.toThrow('abort');
  fail(new Error('later'));
  await vi.advanceTimersByTimeAsync(1);
  watch.stop();
});

test('without a time there is no silence and no timer', async () => {
  const watch = watchSilence(undefined, new AbortController().signal);
  expect(vi.getTimerCount()).toBe(0);
  const waited = watch.wait(after(1_000_000, 'sound'));
  await vi.advanceTimersByTimeAsync(1_000_000);
  expect(await waited).toBe('sound');
  watch.stop();
});

test('one timer serves all reads, and none is left behind', async () => {
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, 'removeEventListener');
  const watch = watchSilence(100, signal);
  for (let read = 0; read < 50; read++) await watch.wait(Promise.resolve(read));
  expect(vi.getTimerCount()).toBe(1);
  watch.stop();
  expect(vi.getTimerCount()).toBe(0);
  expect(removed).toHaveBeenCalledOnce();
});
