import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { orSilent, silent, watchSilence } from './silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});
const after = <T>(ms: number, value: T) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('silence is told after its time, and again after as much more', async () => {
  const onSilent = vi.fn();
  const watch = watchSilence(100, onSilent);
  await pass(99);
  expect(onSilent).not.toHaveBeenCalled();
  await pass(1);
  expect(onSilent).toHaveBeenCalledTimes(1);
  await pass(100);
  expect(onSilent).toHaveBeenCalledTimes(2);
  watch.stop();
});

test('silence is counted from the last sound, not by the clock', async () => {
  const onSilent = vi.fn();
  const watch = watchSilence(100, onSilent);
  for (let sound = 0; sound < 5; sound++) {
    await pass(90);
    watch.heard();
  }
  await pass(99);
  expect(onSilent).not.toHaveBeenCalled();
  await pass(1);
  expect(onSilent).toHaveBeenCalledOnce();
  watch.stop();
});

test('one timer serves all sounds, and none is left behind', async () => {
  const watch = watchSilence(100, () => {});
  for (let sound = 0; sound < 50; sound++) watch.heard();
  expect(vi.getTimerCount()).toBe(1);
  watch.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test('a watch that stops inside its own call stays stopped', async () => {
  const watch = watchSilence(100, () => watch.stop());
  await pass(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

test('without a time there is no silence and no timer', async () => {
  const watch = watchSilence(undefined, () => expect.unreachable());
  expect(vi.getTimerCount()).toBe(0);
  await pass(1_000_000);
  watch.stop();
});

test('what comes in time is passed on, and what fails too', async () => {
  const { signal } = new AbortController();
  const waited = orSilent(after(99, 'sound'), 100, signal);
  await pass(99);
  expect(await waited).toBe('sound');
  await expect(orSilent(Promise.reject(new Error('broken')), 100, signal)).rejects.toThrow(
    'broken',
  );
});

test('what takes long is silent, and can still be waited for', async () => {
  const slow = after(150, 'sound');
  const waited = orSilent(slow, 100, new AbortController().signal);
  await pass(100);
  expect(await waited).toBe(silent);
  await pass(50);
  expect(await slow).toBe('sound');
});

test('an abort ends the wait at once, with its reason', async () => {
  const controller = new AbortController();
  const waited = orSilent(never, 100, controller.signal);
  const reason = new Error('gone');
  controller.abort(reason);
  await expect(waited).rejects.toBe(reason);
  await expect(orSilent(never, 100, controller.signal)).rejects.toBe(reason);
});

test('what fails after an abort is nobody’s unhandled rejection', async () => {
  const controller = new AbortController();
  const failing = Promise.withResolvers<never>();
  const waited = orSilent(failing.promise, undefined, controller.signal);
  controller.abort();
  await expect(waited).rejects.toThrow();
  failing.reject(new Error('later'));
  await pass(1);
});
