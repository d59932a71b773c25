import type { ApiResponse } from './api.ts';
import type { Call } from './call.ts';

/**
 * Keeps a response for later. A store that fails takes away the continuation, not the answer: the
 * client has waited for it, and somebody has paid.
 */
export async function keepQuietly(call: Call, response: ApiResponse): Promise<void> {
  const { ctx, keep } = call;
  try {
    await keep?.(response);
  } catch (cause) {
    ctx.log.error('A response could not be stored.', { requestId: ctx.requestId, cause });
    call.emit({
      type: 'warning',
      message: 'The response could not be stored: it cannot be continued.',
    });
  }
}
