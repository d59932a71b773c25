import type { GatewayReply, GatewayRequest } from './door.ts';
import { GatewayError } from './errors.ts';
import { consoleLogger, type Logger } from './logger.ts';
import { requestIdOf } from './request-id.ts';
import { errorEnvelope } from './session/error-envelope.ts';
import { createSessionQueue } from './session/session-queue.ts';
import type { SessionStore } from './session/session-store.ts';
import { runTurn } from './session/session-turn.ts';

/** One WebSocket connection of the Responses API, without the socket: adapters only move its messages. */
export interface Session {
  /**
   * A message of the client. Never throws: what is wrong with it is told in its turn. Bytes are a
   * message that was not text, and are refused.
   */
  receive(message: string | Uint8Array): void;
  /**
   * The server wants to stop: nothing more is taken, what waits is dropped (one `unavailable` tells
   * so), the running response comes to its end, then `end` is called.
   */
  finish(): void;
  /** The connection is gone: the running response is aborted, what waits is dropped. */
  close(): void;
  /** Resolves when nothing runs any more, however the session has ended. Never rejects. */
  readonly done: Promise<void>;
}

export interface SessionOptions {
  /** The handshake's request, of which every turn has the query, the headers and the caller. */
  readonly origin: GatewayRequest;
  /**
   * Answers one `POST /v1/responses` with `"stream": true`: with server-sent events, or with an error
   * as JSON. Its request is aborted when the session closes.
   */
  readonly answer: (request: GatewayRequest) => Promise<GatewayReply>;
  /**
   * Sends one message. A promise is waited for before more of the response is read. A failure closes
   * the session.
   */
  readonly send: (text: string) => void | Promise<void>;
  /** The session is over: the connection is to be closed once everything is sent. Not called after `close`. */
  readonly end: () => void;
  /** The largest message, in bytes; also what all waiting messages may have together. */
  readonly maxMessageBytes: number;
  /** How many messages may wait while a response is made; at least 1. Default: 16. */
  readonly maxQueued?: number | undefined;
  /** How long a connection may live, in ms. A running response may end. Default: 3,600,000 (60 minutes). */
  readonly maxLifeMs?: number | undefined;
  /** Forgets the response that a failed continuation named. Default: nothing to forget. */
  readonly store?: Pick<SessionStore, 'evict'> | undefined;
  /** Default: the console. */
  readonly log?: Logger | undefined;
}

/** What timers can count; a longer time would be none at all. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Serves one connection: one response at a time, in the order of the messages. A failed turn is told
 * exactly once, with `response.failed` or with an error of its own, and the connection goes on.
 * @see https://www.openresponses.org/specification
 */
export function createSession(options: SessionOptions): Session {
  const { origin, maxQueued = 16, maxLifeMs = 3_600_000, log = consoleLogger } = options;
  const connectionId = requestIdOf(origin.headers);
  const queue = createSessionQueue({ ...options, maxQueued });
  const over = Promise.withResolvers<void>();
  let phase: 'open' | 'finishing' | 'closed' = 'open';
  let farewell: GatewayError | undefined;
  let running: AbortController | undefined;
  let turns = 0;

  /** Answers what waits; there is one at work at a time. */
  const work = async () => {
    for (let message = queue.take(); message; message = queue.take()) {
      running = new AbortController();
      const requestId = turnId(connectionId, ++turns);
      const turn = { ...options, log, requestId, signal: running.signal };
      await runTurn(message, turn).catch(giveUp);
    }
    running = undefined;
    if (phase !== 'open') await leave();
  };
  const leave = async () => {
    if (phase === 'finishing' && farewell) await sendQuietly(errorEnvelope(farewell), options);
    if (phase === 'finishing') options.end();
    close();
  };
  const finish = (reason = queue.isEmpty ? undefined : serverClosing()) => {
    if (phase !== 'open') return;
    phase = 'finishing';
    farewell = reason;
    queue.clear();
    if (!running) void leave();
  };
  const close = () => {
    clearTimeout(timer);
    phase = 'closed';
    farewell = undefined;
    queue.clear();
    running?.abort(connectionClosed());
    if (!running) over.resolve();
  };
  /** A turn rejects when there is nobody left to tell. */
  const giveUp = () => {
    if (phase !== 'closed') options.end();
    close();
  };
  const timer = setTimeout(() => finish(lifeOver()), Math.min(maxLifeMs, longestTimerMs));

  return {
    receive(message) {
      if (phase !== 'open') return;
      queue.push(message);
      if (!running) void work();
    },
    finish: () => finish(),
    close,
    done: over.promise,
  };
}

async function sendQuietly(text: string, { send }: SessionOptions): Promise<void> {
  try {
    await send(text);
  } catch {}
}

/** Leads back to the connection, and is as plain as the ids that callers may choose. */
function turnId(connectionId: string, turn: number): string {
  return `${connectionId.slice(0, 112)}.${turn}`;
}

function lifeOver(): GatewayError {
  const message = 'This connection has reached the end of its life. Go on with a new one.';
  return new GatewayError('websocket_connection_limit_reached', message);
}

function serverClosing(): GatewayError {
  const message = 'The server is closing this connection. Send what waits for an answer again.';
  return new GatewayError('unavailable', message);
}

function connectionClosed(): GatewayError {
  const message = 'The client left before the response had ended.';
  return new GatewayError('client_closed_request', message);
}
