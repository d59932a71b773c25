import type { AttemptEvent, Hooks, Logger } from '@gw/core';

/**
 * Tells the operator what no client can mend: upstreams that fail, cannot be reached, or refuse our
 * credentials. What clients do wrong stays between them and their replies.
 */
export function reportFailures(log: Logger): Hooks {
  return {
    name: 'report-failures',
    observe(event, { requestId }) {
      if (event.type !== 'attempt' || !isOurs(event)) return;
      const { provider, model, number, error } = event;
      const { code, status, message } = error;
      log.warn('An upstream call failed.', {
        requestId,
        provider,
        model,
        attempt: number,
        error: { code, status, message },
      });
    },
  };
}

type Failed = AttemptEvent & { readonly error: NonNullable<AttemptEvent['error']> };

function isOurs(event: AttemptEvent): event is Failed {
  const { error } = event;
  return error?.retryable === true || error?.code === 'upstream_authentication_error';
}
