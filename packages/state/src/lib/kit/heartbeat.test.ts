import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startHeartbeat } from './heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(renew: () => Promise<boolean>, untilTold = false) {
  const asked = vi.fn(renew);
  const lostReason = () => new Error('lost');
  return {
    asked,
    heartbeat: startHeartbeat({ leaseMs: 8_000, renew: asked, lostReason, untilTold }),
  };
}

describe('a heartbeat', () => {
  it('renews every quarter of the lease, for as long as it goes', async () => {
    const { asked, heartbeat } = start(async () => true);
    await vi.advanceTimersByTimeAsync(80_000);
    expect(asked).toHaveBeenCalledTimes(40);
    expect(heartbeat.lost.aborted).toBe(false);
    heartbeat.stop();
    await vi.advanceTimersByTimeAsync(80_000);
    expect(asked).toHaveBeenCalledTimes(40);
    expect(heartbeat.lost.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells at once that it was taken', async () => {
    const { asked, heartbeat } = start(async () => false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(heartbeat.lost.reason).toEqual(new Error('lost'));
    await vi.advanceTimersByTimeAsync(80_000);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('asks a store again that fails, until the lease is over', async () => {
    const { heartbeat } = start(() => Promise.reject(new Error('down')));
    await vi.advanceTimersByTimeAsync(7_999);
    expect(heartbeat.lost.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(heartbeat.lost.aborted).toBe(true);
  });

  it('outlives a store that fails for less than that', async () => {
    let calls = 0;
    const { heartbeat } = start(async () => {
      // Every third answer comes, 6 s after the last one.
      if (++calls % 3 !== 0) throw new Error('down');
      return true;
    });
    await vi.advanceTimersByTimeAsync(80_000);
    expect([calls, heartbeat.lost.aborted]).toEqual([40, false]);
  });

  it('does not wait for a store that does not answer', async () => {
    const { heartbeat } = start(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(heartbeat.lost.aborted).toBe(true);
  });

  it('asks for ever where only a no counts', async () => {
    let isDown = true;
    const renew = async () => {
      if (isDown) throw new Error('down');
      return false;
    };
    const { heartbeat } = start(renew, true);
    await vi.advanceTimersByTimeAsync(80_000);
    expect(heartbeat.lost.aborted).toBe(false);
    isDown = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(heartbeat.lost.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts a lease from when it was asked for', async () => {
    const slow = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 5_000));
    let answers = 0;
    const { heartbeat } = start(() => (answers++ === 0 ? slow() : new Promise(() => {})));
    // Asked at 2 s, answered at 7 s: held until 10 s.
    await vi.advanceTimersByTimeAsync(9_999);
    expect(heartbeat.lost.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(heartbeat.lost.aborted).toBe(true);
  });
});
