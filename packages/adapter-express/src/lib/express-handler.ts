import { createNodeHandler, type GatewayDoor, type NodeHandlerOptions } from '@gw/adapter-node';
import type { Request, RequestHandler } from 'express';

/** As for `node:http`; `context` gets Express's request, with whatever middleware put into it. */
export type ExpressHandlerOptions = NodeHandlerOptions<Request>;

/**
 * A gateway as Express middleware: `app.use('/ai', createExpressHandler(gateway))`. Express takes the
 * mount path off by itself, so `basePath` is only for an app that mounts without one. What the
 * gateway does not match goes on to the next handler.
 */
export function createExpressHandler(
  gateway: GatewayDoor,
  options: ExpressHandlerOptions = {},
): RequestHandler {
  return createNodeHandler<Request>(gateway, options);
}
