import { registerHooks } from 'node:module';

/**
 * What configuration files and provider packages always get from the server: with a second copy of
 * the core an error of theirs would be no `GatewayError` that the server knows.
 */
const shared = new Set(['@gw/core', '@gw/gateway/config', '@gw/schema']);

/** What they get from the server where nothing is installed beside them. */
const offered = new Set([
  '@gw/provider-anthropic',
  '@gw/provider-demo',
  '@gw/provider-gemini',
  '@gw/provider-http',
  '@gw/provider-ollama',
  '@gw/provider-utils',
  '@gw/state',
  '@gw/store-postgres',
  '@gw/store-sqlite',
]);

/** Where the server's own packages are found; also what stands in the stack of an import that fails. */
export const resolverUrl = import.meta.url;

/** In front of a name that is to be found from somewhere else than the module that imports it. */
const elsewhere = 'gw-from:';

let isShared = false;

/** Lets configuration files and provider packages import the server's own, wherever they lie. */
export function shareOwnPackages(): void {
  if (isShared) return;
  isShared = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const { name, parentURL = context.parentURL } = splitSpecifier(specifier);
      const own = () => nextResolve(name, { ...context, parentURL: resolverUrl });
      if (shared.has(name)) return own();
      try {
        return nextResolve(name, { ...context, parentURL });
      } catch (error) {
        if (offered.has(name)) return own();
        throw error;
      }
    },
  });
}

/**
 * Imports a module as if the one at `parentURL` did.
 * @param name a package's name, or a path from there.
 */
export function importFrom(parentURL: string, name: string): Promise<object> {
  shareOwnPackages();
  return import(`${elsewhere}${JSON.stringify({ parentURL, name })}`);
}

function splitSpecifier(specifier: string): { name: string; parentURL?: string } {
  return specifier.startsWith(elsewhere)
    ? JSON.parse(specifier.slice(elsewhere.length))
    : { name: specifier };
}
