import { consoleLogger, type FetchOptions, type Gateway, type Logger } from '@gw/core';
import type { Context, Env, MiddlewareHandler } from 'hono';
import { normalizeBasePath, pathWithin } from './base-path.ts';

export interface HonoHandlerOptions<E extends Env = Env> {
  /** Path in front of the gateway's own: `/ai` with `app.use('/ai/*', …)`. Default: none. */
  readonly basePath?: string | undefined;
  /** What hooks find as `ctx.host`, such as `{ user: c.get('user') }`. Default: nothing. */
  readonly context?: ((c: Context<E>) => Readonly<Record<string, unknown>>) | undefined;
  /** The client's address, which every runtime tells in its own way (`getConnInfo`). Default: unknown. */
  readonly remoteAddress?: ((c: Context<E>) => string | undefined) | undefined;
  /** Where failures go that the gateway knows nothing of. Default: the console. */
  readonly log?: Logger | undefined;
}

/**
 * A gateway as Hono middleware, on whatever runtime Hono runs:
 * `app.use('/ai/*', createHonoHandler(gateway, { basePath: '/ai' }))`. What the gateway does not
 * match goes on to the next handler. What fails outside of the gateway becomes a JSON error, 500.
 */
export function createHonoHandler<E extends Env = Env>(
  gateway: Pick<Gateway, 'fetch' | 'match'>,
  options: HonoHandlerOptions<E> = {},
): MiddlewareHandler<E> {
  const basePath = normalizeBasePath(options.basePath);
  const { log = consoleLogger } = options;
  return async (c, next) => {
    const path = pathWithin(c.req.url, basePath);
    if (path === undefined || !gateway.match(path)) return next();
    try {
      return await gateway.fetch(c.req.raw, toFetchOptions(c, basePath, options));
    } catch (error) {
      log.error('A reply failed outside of the gateway.', { error });
      return c.json(internalError, 500);
    }
  };
}

function toFetchOptions<E extends Env>(
  c: Context<E>,
  basePath: string,
  { context, remoteAddress }: HonoHandlerOptions<E>,
): FetchOptions {
  return {
    basePath,
    context: context?.(c),
    remoteAddress: remoteAddress?.(c),
    waitUntil: waitUntilOf(c),
  };
}

/**
 * Hono's getter throws where the runtime has no such thing, as on Node. So it is asked only when there
 * is something to wait for: an error with its stack at every request would be dear.
 */
function waitUntilOf<E extends Env>(c: Context<E>): FetchOptions['waitUntil'] {
  return (promise) => executionContextOf(c)?.waitUntil(promise);
}

function executionContextOf<E extends Env>(c: Context<E>) {
  try {
    return c.executionCtx;
  } catch {
    return undefined;
  }
}

/** All four keys, always: OpenAI's clients read them. */
const internalError = {
  error: {
    message: 'The gateway had an internal error.',
    type: 'server_error',
    param: null,
    code: 'internal_error',
  },
};
