import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkQueue } from './work-queue.ts';

const work = { tenant: 'acme', id: 'a' };

describe('a work queue', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits longer with every failure, up to 5 s', async () => {
    const queue = createWorkQueue();
    const times: number[] = [];
    const start = Date.now();
    queue.work(1, async () => {
      times.push(Date.now() - start);
      throw new Error('no');
    });
    queue.add(work);
    await vi.advanceTimersByTimeAsync(17_000);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const growing = [50, 100, 200, 400, 800, 1_600, 3_200];
    expect(waits).toEqual([...growing, 5_000, 5_000]);
  });

  it('does other work meanwhile', async () => {
    const queue = createWorkQueue();
    const done: string[] = [];
    queue.work(1, async ({ id }) => {
      if (id === 'bad') throw new Error('no');
      done.push(id);
    });
    for (const id of ['bad', 'b', 'c']) queue.add({ ...work, id });
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toEqual(['b', 'c']);
  });

  it('closed, it leaves no timer and starts nothing', async () => {
    const queue = createWorkQueue();
    let tries = 0;
    queue.work(1, async () => {
      tries += 1;
      throw new Error('no');
    });
    queue.add(work);
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(1);
    queue.close();
    expect(vi.getTimerCount()).toBe(0);
    queue.add(work);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toBe(1);
  });

  it('closed while a handler runs, it does not try that again', async () => {
    const queue = createWorkQueue();
    const { promise, reject } = Promise.withResolvers<void>();
    queue.work(1, () => promise);
    queue.add(work);
    await vi.advanceTimersByTimeAsync(0);
    queue.close();
    reject(new Error('no'));
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('hands out 100,000 pieces of work in order', async () => {
    const queue = createWorkQueue();
    const seen: number[] = [];
    for (let id = 0; id < 100_000; id += 1) queue.add({ ...work, id: String(id) });
    queue.work(7, async ({ id }) => {
      seen.push(Number(id));
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual(Array.from(seen.keys()));
    expect(seen.length).toBe(100_000);
  });
});
