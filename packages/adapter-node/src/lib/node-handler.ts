import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  consoleLogger,
  type Gateway,
  GatewayError,
  type Logger,
  requestIdOf,
  toGatewayError,
} from '@gw/core';
import { watchClient } from './client-signal.ts';
import { failReply } from './fail-reply.ts';
import { NodeRequest } from './gateway-request.ts';
import { normalizeBasePath, type RequestTarget, splitTarget } from './request-target.ts';
import { writeReply } from './write-reply.ts';

/** What an adapter needs of a gateway. */
export type GatewayDoor = Pick<Gateway, 'handle' | 'match'>;

export interface NodeHandlerOptions<Request extends IncomingMessage = IncomingMessage> {
  /** Path in front of the gateway's own: `/ai` serves `/ai/v1/models`. Default: none. */
  readonly basePath?: string | undefined;
  /** What hooks find as `ctx.host`, such as the user that the host has logged in. Default: nothing. */
  readonly context?: ((request: Request) => Readonly<Record<string, unknown>>) | undefined;
  /** Where failures go that the gateway knows nothing of. Default: the console. */
  readonly log?: Logger | undefined;
}

/** A listener for `node:http`; with `next` a middleware. */
export type NodeHandler<Request extends IncomingMessage = IncomingMessage> = (
  request: Request,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * Serves a gateway on `node:http`: `createServer(createNodeHandler(gateway))`. Never throws and never
 * rejects: what fails becomes a reply with a JSON error, or a cut connection once a head is out.
 *
 * With `next`, whatever the gateway does not match goes on to the host; without, the gateway answers
 * that too (404).
 */
export function createNodeHandler<Request extends IncomingMessage = IncomingMessage>(
  gateway: GatewayDoor,
  options: NodeHandlerOptions<Request> = {},
): NodeHandler<Request> {
  const basePath = normalizeBasePath(options.basePath);
  const answer = createAnswer(gateway, options);
  return (request, response, next) => {
    const target = splitTarget(request.url ?? '/', basePath);
    const isOurs = !next || (target && gateway.match(target.path));
    if (!isOurs) return next();
    void answer(request, response, target);
  };
}

/** The whole way of one request, once it is ours. The promise it gives never rejects. */
function createAnswer<Request extends IncomingMessage>(
  gateway: GatewayDoor,
  { context, log = consoleLogger }: NodeHandlerOptions<Request>,
) {
  return async (request: Request, response: ServerResponse, target: RequestTarget | undefined) => {
    const client = watchClient(response);
    try {
      // Not the gateway's to answer: it would find its own path where the host promised another.
      if (!target) throw new GatewayError('not_found', 'There is no such endpoint.');
      const surroundings = { response, target, client, context: context?.(request) };
      const reply = await gateway.handle(new NodeRequest(request, surroundings));
      await writeReply(request, response, reply, client);
    } catch (error) {
      const requestId = requestIdOf(request.headers);
      if (isUnexpected(error, response))
        log.error('A reply failed outside of the gateway.', { requestId, error });
      await failReply(request, response, error, client, requestId);
    }
  };
}

/** A client that has left explains most errors; a refusal with a code of its own is in the reply. */
function isUnexpected(error: unknown, response: ServerResponse): boolean {
  if (response.destroyed) return false;
  return response.headersSent || toGatewayError(error).code === 'internal_error';
}
