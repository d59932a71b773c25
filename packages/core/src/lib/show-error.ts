import type { Call } from './call.ts';
import { GatewayError } from './errors.ts';
import type { HookChain } from './hook-chain.ts';
import type { Logger } from './logger.ts';

/** What the client sees of an error. What nobody expected is logged, with the request's id to find it by. */
export async function showError(
  { ctx }: Call,
  error: GatewayError,
  { chain, log }: { readonly chain: HookChain; readonly log: Logger },
): Promise<GatewayError> {
  if (error.code === 'internal_error') {
    log.error('The gateway had an internal error.', {
      requestId: ctx.requestId,
      cause: error.cause ?? error,
    });
  }
  try {
    const shown: unknown = await chain.onError(ctx, error);
    if (shown instanceof GatewayError) return shown;
    throw new TypeError('An onError hook must return a GatewayError, or nothing.');
  } catch (cause) {
    log.error('An onError hook failed.', { requestId: ctx.requestId, cause });
    return error;
  }
}
