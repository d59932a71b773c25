import type { IncomingMessage, ServerResponse } from 'node:http';
import { consoleLogger, type GatewayReply, type GatewayRequest, GatewayError, type Logger } from '@gw/core';
import { watchClient } from './client-signal.ts';
import { toErrorReply } from './error-reply.ts';
import { toGatewayRequest } from './gateway-request.ts';
import { normalizeBasePath, type RequestTarget, splitTarget } from './request-target.ts';
import { writeReply } from './write-reply.ts';

/** What this adapter needs of a gateway. */
export interface NodeGateway {
  handle(request: GatewayRequest): Promise<GatewayReply>;
  match(method: string, path: string): boolean;
}

export interface NodeHandlerOptions<Request extends IncomingMessage = IncomingMessage> {
  /** Path in front of the gateway's own: `/ai` serves `/ai/v1/models`. Default: none. */
  readonly basePath?: string | undefined;
  /** What hooks find as `ctx.host`, such as a user that the host has logged in. Default: nothing. */
  readonly context?: ((request: Request) => Readonly<Record<string, unknown>>) | undefined;
  /** Where failures are written that no reply can tell. Default: the console. */
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
 * it (404).
 */
export function createNodeHandler<Request extends IncomingMessage = IncomingMessage>(
  gateway: NodeGateway,
  options: NodeHandlerOptions<Request> = {},
): NodeHandler<Request> {
  const basePath = normalizeBasePath(options.basePath);
  const answer = createAnswer(gateway, options);
  return (request, response, next) => {
    const target = splitTarget(request.url ?? '/', basePath);
    const isOurs = target && (!next || gateway.match(request.method ?? 'GET', target.path));
    if (next && !isOurs) return next();
    void answer(request, response, target);
  };
}

/** The whole way of one request. The promise it returns never rejects. */
function createAnswer<Request extends IncomingMessage>(
  gateway: NodeGateway,
  { context, log = consoleLogger }: NodeHandlerOptions<Request>,
) {
  return async (request: Request, response: ServerResponse, target: RequestTarget | undefined) => {
    const client = watchClient(response);
    try {
      if (!target) throw new GatewayError('not_found', `Nothing is served at ${request.url}.`);
      const reply = await gateway.handle(
        toGatewayRequest(request, target, client, context?.(request)),
      );
      await writeReply(request, response, reply, client);
    } catch (error) {
      if (!response.destroyed) log.error('gw: a request failed outside of the gateway', { error });
      ...
    }
  };
}
