import { registerHooks } from 'node:module';

/** What a configuration file may import wherever it lies. */
const shared = new Set([
  '@gw/core',
  '@gw/gateway/config',
  '@gw/provider-demo',
  '@gw/provider-http',
  '@gw/schema',
]);

/** What stands in the stack of every import that fails. */
export const resolverUrl = import.meta.url;

let isShared = false;

/**
 * Lets configuration files import the server's own packages, installed beside them or not. They get
 * the very modules that the server runs: with a second copy of the core a hook's `GatewayError`
 * would be no error that the server knows.
 */
export function shareOwnPackages(): void {
  if (isShared) return;
  isShared = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!shared.has(specifier)) return nextResolve(specifier, context);
      return nextResolve(specifier, { ...context, parentURL: import.meta.url });
    },
  });
}
