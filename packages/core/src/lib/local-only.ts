import { GatewayError } from './errors.ts';
import { headerValue } from './headers.ts';
import type { Hooks } from './hooks.ts';

/**
 * For a gateway without keys: everybody on this machine may call, and nobody else. A web page that
 * the user visits can reach loopback too, so the names in `Host` (DNS rebinding) and `Origin` (a
 * foreign page) must be local ones. It does not replace binding to loopback.
 */
export function localOnly(): Hooks {
  return {
    name: 'local-only',
    authenticate(request) {
      const host = headerValue(request.headers, 'host');
      if (!host || !isLocal(`http://${host}`)) {
        const message =
          'Without API keys the gateway answers to localhost, 127.0.0.1 and [::1] only.';
        throw new GatewayError('misdirected_request', message);
      }
      const origin = headerValue(request.headers, 'origin');
      if (origin !== undefined && !isLocal(origin)) {
        throw new GatewayError(
          'origin_not_allowed',
          'Pages of other origins may not call this gateway.',
        );
      }
      return { tenant: 'default' };
    },
  };
}

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What nearly all callers say, so that no URL need be parsed. */
const plainlyLocal = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[1-5]?\d{1,4})?$/;

function isLocal(url: string): boolean {
  if (plainlyLocal.test(url)) return true;
  return URL.canParse(url) && localNames.has(new URL(url).hostname);
}
