import type { ServerResponse } from 'node:http';
import { GatewayError } from '@gw/core';

/** Whether the client is still there. */
export interface ClientWatch {
  /** Aborted when the client leaves before the reply has finished; never by a normal end. */
  signal(): AbortSignal;
  /** Aborts the signal for a reason of the gateway's. */
  abort(reason: unknown): void;
  /** From here on leaving is fine: the reply is on its way in full. */
  settle(): void;
}

/**
 * Watches the reply's socket from the first moment on, so that a client which leaves while nothing
 * has been written yet is noticed too. The controller is made when somebody asks for the signal:
 * both it and an abort (an error with a stack) are among the dearest things a request can do.
 */
export function watchClient(response: ServerResponse): ClientWatch {
  let controller: AbortController | undefined;
  let settled = false;
  let left = response.destroyed;
  response.on('close', () => {
    // 'close' comes after a normal end as well.
    if (settled || response.writableFinished) return;
    left = true;
    controller?.abort(clientLeft());
  });
  return {
    signal() {
      controller ??= new AbortController();
      if (left && !controller.signal.aborted) controller.abort(clientLeft());
      return controller.signal;
    },
    abort(reason) {
      controller?.abort(reason);
    },
    settle() {
      settled = true;
    },
  };
}

/** What everything that waits for a client rejects with once that client is gone. */
export function clientLeft(cause?: unknown): GatewayError {
  const text = 'The client left before the reply had ended.';
  return new GatewayError('client_closed_request', text, { cause });
}
