import type { Identity } from './context.ts';
import type { GatewayReply, GatewayRequest } from './door.ts';
import { GatewayError } from './errors.ts';
import { openGatewayCall } from './gateway-call.ts';
import { orAborted } from './or-aborted.ts';
import { authenticate, type RunnerOptions, replyWithError, runRequest } from './runner.ts';
import { createSessionStore } from './session/session-store.ts';
import { createSession, type Session } from './session.ts';

/** What a handshake comes to: a session, or why there is none. */
export type Connection =
  | { readonly session: Session; readonly reply?: undefined }
  | { readonly reply: GatewayReply; readonly session?: undefined };

/** The connection as an adapter has it. */
export interface ConnectionSink {
  /** Sends one message; a promise is waited for before more is read. */
  send(text: string): void | Promise<void>;
  /** The session is over: close the connection once everything is sent. */
  end(): void;
}

export interface ConnectOptions extends RunnerOptions {
  readonly openSessions: Set<Session>;
}

/** Serves one WebSocket of the Responses API. Never rejects: every failure is a reply. */
export async function connect(
  request: GatewayRequest,
  sink: ConnectionSink,
  options: ConnectOptions,
): Promise<Connection> {
  const call = openGatewayCall(request, options);
  try {
    const identity = await orAborted(admit(call, request, options), call.ctx.signal);
    call.record.status = 101;
    call.settle('completed');
    const origin = {
      ...request,
      headers: { ...request.headers, 'x-request-id': call.ctx.requestId },
    };
    return { session: openSession(origin, sink, identity, options) };
  } catch (thrown) {
    return { reply: await replyWithError(call, thrown, options) };
  }
}

/** The same questions that every request is asked. */
async function admit(
  call: ReturnType<typeof openGatewayCall>,
  request: GatewayRequest,
  options: RunnerOptions,
): Promise<Identity> {
  await options.ready();
  const destination = options.router.find('POST', request.path);
  const isResponses = destination.kind === 'operation' && destination.operation.api === 'responses';
  if (!isResponses) {
    throw new GatewayError('not_found', `There is no WebSocket at ${request.path}.`);
  }
  await authenticate(call, request, destination, options);
  return call.ctx.identity;
}

function openSession(
  origin: GatewayRequest,
  { send, end }: ConnectionSink,
  identity: Identity,
  options: ConnectOptions,
): Session {
  const store = createSessionStore(options.responses.store);
  const responses = { ...options.responses, store, keepLocally: store.setLocal };
  // Adapters ping; without comments a turn that fails early keeps its status.
  const keepAlive = { ...options.keepAlive, afterMs: false as const };
  const turnOptions: RunnerOptions = { ...options, identity, responses, keepAlive };
  const session = createSession({
    origin,
    answer: (turn) => runRequest(turn, turnOptions),
    send,
    end,
    maxMessageBytes: options.maxBodyBytes,
    store,
    log: options.log,
  });
  options.openSessions.add(session);
  void session.done.then(() => options.openSessions.delete(session));
  return session;
}
