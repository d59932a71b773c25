import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { watchPeer } from './heartbeat.ts';

/** A socket with as much of its face as a watch looks at. */
function fakeSocket() {
  return Object.assign(new EventEmitter(), {
    bufferedAmount: 0,
    ping: vi.fn(),
    terminate: vi.fn(),
  });
}

function watched() {
  const socket = fakeSocket();
  watchPeer(socket as unknown as WebSocket, 30_000);
  return socket;
}

describe('the watch over a peer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('pings who is silent and gives up who stays so', () => {
    const socket = watched();
    vi.advanceTimersByTime(60_000);
    expect(socket.ping).toHaveBeenCalledOnce();
    expect(socket.terminate).not.toHaveBeenCalled();
    vi.advanceTimersByTime(30_000);
    expect(socket.terminate).toHaveBeenCalledOnce();
  });

  it.each(['message', 'ping', 'pong'])('hears of a peer by its %s', (event) => {
    const socket = watched();
    for (let count = 0; count < 10; count++) {
      vi.advanceTimersByTime(60_000);
      socket.emit(event);
    }
    expect(socket.ping).toHaveBeenCalledTimes(10);
    expect(socket.terminate).not.toHaveBeenCalled();
  });

  it('waits for a peer that reads, if slowly', () => {
    const socket = watched();
    socket.bufferedAmount = 1_000_000;
    for (let count = 0; count < 10; count++) {
      vi.advanceTimersByTime(30_000);
      socket.bufferedAmount -= 1_000;
    }
    expect(socket.terminate).not.toHaveBeenCalled();
    vi.advanceTimersByTime(90_000);
    expect(socket.terminate).toHaveBeenCalledOnce();
  });

  it('ends with the socket', () => {
    watched().emit('close');
    expect(vi.getTimerCount()).toBe(0);
  });
});
