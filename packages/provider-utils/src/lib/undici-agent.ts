import type { Socket } from 'node:net';
import { Agent, buildConnector, type Dispatcher, errors, ProxyAgent } from 'undici';
import type { Timeouts } from './transport.ts';
import type { PendingSocket } from './undici-exchange.ts';

/** What a request wants to know about the connection that is made for it. */
export interface Connecting {
  readonly timeouts: Timeouts;
  socket: PendingSocket | undefined;
}

export interface Connections {
  /** Hands a request to a free connection, or makes one. */
  dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
    asker: Connecting,
  ): void;
  close(): Promise<void>;
}

/**
 * HTTP/1.1 only: an abort then ends the upstream's work by closing its socket, and one slow stream
 * holds up no other. Idle connections close after undici's 4 s, since a common server (uvicorn)
 * closes them after 5 s without saying so, and a request that meets that close is lost.
 */
export function createConnections(timeouts: Timeouts, proxy: string | undefined): Connections {
  if (proxy !== undefined) return dispatchThroughProxy(proxy, timeouts.connectMs);
  let asker: Connecting | undefined;
  // The pool makes a connection inside `dispatch`, so the request being dispatched is the asker;
  // undefined when the pool replaces a connection later on its own.
  const connector = createConnector((socket) => {
    if (asker) asker.socket = socket;
    return asker?.timeouts ?? timeouts;
  });
  const agent = new Agent({ allowH2: false, connect: connector.connect });
  return {
    dispatch(options, handler, connecting) {
      asker = connecting;
      try {
        agent.dispatch(options, handler);
      } finally {
        asker = undefined;
      }
    },
    async close() {
      await agent.destroy();
      connector.close();
    },
  };
}

/** @param begin is told about each connection; says how long it may take. */
function createConnector(begin: (socket: Socket) => Timeouts) {
  const open = buildConnector({ allowH2: false, timeout: 0 });
  const pending = new Set<Socket>();
  // An event loop that was held up hears its timers first: what has connected meanwhile gets one
  // turn to say so.
  const expire = (socket: Socket) => setImmediate(() => pending.has(socket) && giveUp(socket));
  const connect: buildConnector.connector = (options, callback) => {
    // undici returns the socket, its types do not say so.
    const socket = open(options, (...result) => {
      clearTimeout(timer);
      pending.delete(socket);
      callback(...result);
    }) as unknown as Socket;
    pending.add(socket);
    const { connectMs } = begin(socket);
    const timer = connectMs > 0 ? setTimeout(expire, connectMs, socket) : undefined;
  };
  /** undici forgets connections that are not there yet. */
  const close = () => {
    for (const socket of pending) socket.destroy(new errors.ClientDestroyedError());
  };
  return { connect, close };
}

function giveUp(socket: Socket): void {
  socket.destroy(new errors.ConnectTimeoutError());
}

/** Connections to and through a proxy are undici's own business; `connectMs` is the transport's. */
function dispatchThroughProxy(uri: string, connectTimeout: number): Connections {
  const agent = new ProxyAgent({ uri, connectTimeout, allowH2: false });
  return {
    dispatch: (options, handler) => void agent.dispatch(options, handler),
    close: () => agent.destroy(),
  };
}
