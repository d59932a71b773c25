import type { ConnectionSink, Session } from '@gw/core';
import { WebSocket } from 'ws';
import { watchPeer } from './heartbeat.ts';

/** Moves messages between a session and its socket, which comes later: after the handshake. */
export interface Connection {
  /** The session's end. */
  readonly sink: ConnectionSink;
  /** Joins the two. @param silenceMs see {@link watchPeer}. */
  open(socket: WebSocket, session: Session, silenceMs: number): void;
}

/** RFC 6455 §7.4.1: the server ends the connection; clients may come back with a new one. */
const goingAway = 1001;

/** So much may wait in the process before the session is told to wait too. */
const maxBufferedBytes = 64 * 1024;

export function createConnection(): Connection {
  let socket: WebSocket | undefined;
  let isOver = false;
  return {
    sink: {
      send: (text) => (socket ? sendText(socket, text) : undefined),
      end() {
        isOver = true;
        socket?.close(goingAway);
      },
    },
    open(opened, session, silenceMs) {
      socket = opened;
      watchPeer(opened, silenceMs);
      opened.on('message', (data, isBinary) => {
        session.receive(isBinary ? (data as Buffer) : data.toString());
      });
      // What a client does wrong on this level (1002, 1007, 1009) closes the socket by itself.
      opened.on('error', () => undefined);
      opened.once('close', () => session.close());
      if (isOver) opened.close(goingAway);
    },
  };
}

/** @returns a promise, when the client is slow to read, that resolves once it has caught up or left. */
function sendText(socket: WebSocket, text: string): void | Promise<void> {
  if (socket.readyState !== WebSocket.OPEN) return undefined;
  if (socket.bufferedAmount < maxBufferedBytes) return socket.send(text);
  return new Promise((resolve) => socket.send(text, () => resolve()));
}
