import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type ConnectionQueue, createConnectionQueue, type Taker } from './connection-queue.ts';

/** A taker that answers when it is told to. */
function createTaker() {
  const taken: Socket[] = [];
  let answer: (isTaken: boolean) => void = () => undefined;
  const taker: Taker = {
    take(connection) {
      taken.push(connection);
      return new Promise((resolve) => (answer = resolve));
    },
  };
  const say = async (isTaken: boolean) => {
    answer(isTaken);
    await new Promise(setImmediate);
  };
  return { taker, taken, say };
}

function giveTo(queue: ConnectionQueue, count: number): Socket[] {
  const connections = Array.from({ length: count }, () => new Socket());
  for (const connection of connections) queue.give(connection);
  return connections;
}

describe('a queue of connections', () => {
  it('hands them out in turn, one to each at a time', async () => {
    const queue = createConnectionQueue();
    const [one, other] = [createTaker(), createTaker()];
    queue.join(one.taker);
    queue.join(other.taker);
    const connections = giveTo(queue, 4);
    expect([one.taken, other.taken]).toEqual([[connections[0]], [connections[1]]]);
    await other.say(true);
    await one.say(true);
    expect(other.taken).toEqual([connections[1], connections[2]]);
    expect(one.taken).toEqual([connections[0], connections[3]]);
  });

  it('closes its copy of what is taken, not before', async () => {
    const queue = createConnectionQueue();
    const { taker, say } = createTaker();
    queue.join(taker);
    const [connection] = giveTo(queue, 1);
    expect(connection?.destroyed).toBe(false);
    await say(true);
    expect(connection?.destroyed).toBe(true);
  });

  it('hands what one did not take to the next, before all others, and that one no more', async () => {
    const queue = createConnectionQueue();
    const [gone, next] = [createTaker(), createTaker()];
    queue.join(gone.taker);
    const connections = giveTo(queue, 2);
    await gone.say(false);
    queue.join(next.taker);
    await next.say(true);
    expect(next.taken).toEqual(connections);
    expect(gone.taken).toEqual([connections[0]]);
    expect(connections[1]?.destroyed).toBe(false);
  });

  it('holds 1,024 while nobody takes them, and closes those beyond', async () => {
    const queue = createConnectionQueue();
    const connections = giveTo(queue, 1_026);
    expect(connections.findIndex(({ destroyed }) => destroyed)).toBe(1_024);
    expect(connections[1_025]?.destroyed).toBe(true);
  });

  it('passes over the mishaps of those that wait', () => {
    const queue = createConnectionQueue();
    const [connection] = giveTo(queue, 1);
    expect(connection?.emit('error', new Error('reset'))).toBe(true);
  });

  it('closed, closes those that wait and those that come', async () => {
    const queue = createConnectionQueue();
    const { taker, taken, say } = createTaker();
    queue.join(taker);
    const [handed, waiting] = giveTo(queue, 2);
    queue.close();
    expect(waiting?.destroyed).toBe(true);
    expect(giveTo(queue, 1)[0]?.destroyed).toBe(true);
    // It may be taken yet.
    expect(handed?.destroyed).toBe(false);
    await say(false);
    expect(handed?.destroyed).toBe(true);
    expect(taken).toEqual([handed]);
  });
});
