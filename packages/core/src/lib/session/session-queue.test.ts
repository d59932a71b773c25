import { describe, expect, test } from 'vitest';
import { GatewayError } from '../errors.ts';
import { createSessionQueue, type SessionQueue } from './session-queue.ts';

/** Everything that waits: texts, and the codes of what is refused. */
function drain(queue: SessionQueue): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next; next = queue.take()) {
    taken.push(next instanceof GatewayError ? next.code : new TextDecoder().decode(next));
  }
  return taken;
}

function queueOf(...messages: (string | Uint8Array)[]): SessionQueue {
  const queue = createSessionQueue({ maxQueued: 3, maxMessageBytes: 8 });
  for (const message of messages) queue.push(message);
  return queue;
}

describe('a queue of messages', () => {
  test('keeps their order', () => {
    const queue = queueOf('a', 'b', 'c');
    expect(queue.isEmpty).toBe(false);
    expect(drain(queue)).toEqual(['a', 'b', 'c']);
    expect(queue.isEmpty).toBe(true);
  });

  test('refuses what is too many, behind what came before it', () => {
    expect(drain(queueOf('a', 'b', 'c', 'd'))).toEqual(['a', 'b', 'c', 'websocket_queue_full']);
  });

  test('refuses what is too much together', () => {
    expect(drain(queueOf('12345', '6789', '678'))).toEqual([
      '12345',
      'websocket_queue_full',
      '678',
    ]);
  });

  test('has place again for what was taken', () => {
    const queue = queueOf('12345678', 'x');
    queue.take();
    queue.push('12345678');
    expect(drain(queue)).toEqual(['websocket_queue_full', '12345678']);
  });

  test('answers each of a flood once', () => {
    const flood = Array.from({ length: 10_000 }, () => 'x');
    const taken = drain(queueOf(...flood));
    expect(taken.slice(0, 4)).toEqual(['x', 'x', 'x', 'websocket_queue_full']);
    expect(taken.length).toBe(10_000);
  });

  test('counts bytes, not characters', () => {
    expect(drain(queueOf('éééé', 'x'))).toEqual(['éééé', 'websocket_queue_full']);
    expect(drain(queueOf('ééééé'))).toEqual(['body_too_large']);
    expect(drain(queueOf('123456789'))).toEqual(['body_too_large']);
  });

  test('refuses what is no text', () => {
    expect(drain(queueOf(Uint8Array.of(123, 125), 'x'))).toEqual(['invalid_request', 'x']);
  });

  test('can be cleared', () => {
    const queue = queueOf('12345678', 'x', 'y');
    queue.clear();
    expect(queue.isEmpty).toBe(true);
    queue.push('12345678');
    expect(drain(queue)).toEqual(['12345678']);
  });
});
