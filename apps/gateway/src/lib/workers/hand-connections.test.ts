import type { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { handConnections } from './hand-connections.ts';

/** A worker, of which the first process sees messages and its end. */
function createWorker() {
  const sent: unknown[] = [];
  let isConnected = true;
  const events = new EventEmitter();
  const worker = Object.assign(events, {
    isConnected: () => isConnected,
    send: (message: unknown) => sent.push(message),
  });
  return {
    hand: handConnections(worker as unknown as Worker),
    sent,
    say: (message: unknown) => events.emit('message', message),
    end() {
      isConnected = false;
      events.emit('exit', null, 'SIGKILL');
    },
    /** Its end is known while its words are on their way. */
    endAhead: () => events.emit('exit', null, 'SIGKILL'),
    close: () => (isConnected = false),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

it('a connection is the worker’s once it says so', async () => {
  const worker = createWorker();
  const handed = [worker.hand(new Socket()), worker.hand(new Socket())];
  expect(worker.sent).toEqual([
    { type: 'connection', id: 0 },
    { type: 'connection', id: 1 },
  ]);
  worker.say({ type: 'taken', id: 1 });
  worker.end();
  expect(await Promise.all(handed)).toEqual([false, true]);
});

it('one that has ended gets none', async () => {
  const worker = createWorker();
  worker.end();
  expect(await worker.hand(new Socket())).toBe(false);
  expect(worker.sent).toEqual([]);
});

it('its last words count, though they are read behind its end', async () => {
  const worker = createWorker();
  const handed = worker.hand(new Socket());
  worker.endAhead();
  await new Promise(setImmediate);
  worker.say({ type: 'taken', id: 0 });
  worker.close();
  expect(await handed).toBe(true);
});

it('one that lives and says nothing may have it: nobody else gets it', async () => {
  const worker = createWorker();
  const handed = worker.hand(new Socket());
  vi.advanceTimersByTime(30_000);
  expect(await handed).toBe(true);
  // Too late to mean anything.
  worker.say({ type: 'taken', id: 0 });
  worker.end();
});
