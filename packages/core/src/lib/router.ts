import type { Route } from './context.ts';
import { type Dialect, openaiDialect } from './dialect.ts';
import { GatewayError } from './errors.ts';
import type { AnyOperation } from './operation.ts';

/** What a path leads to. */
export type Destination =
  | { readonly kind: 'operation'; readonly operation: AnyOperation }
  | { readonly kind: 'route'; readonly route: Route; readonly rest: string };

export interface Router {
  /** Whether the path is one of ours, whatever the method. */
  knows(path: string): boolean;
  /** How what happens at a path is told, whatever the method. */
  dialectAt(path: string): Dialect;
  /** @throws {GatewayError} `not_found`; `method_not_allowed` with the `allow` header. */
  find(method: string, path: string): Destination;
}

type Entry = { readonly operation: AnyOperation } | { readonly route: Route };
type Methods = Map<string, Entry>;

/**
 * Paths to destinations, exact ones before those with a trailing `*`, of which the longest wins.
 * Only the path decides: no header takes part in routing.
 */
export function createRouter(
  operations: readonly AnyOperation[],
  routes: readonly Route[],
): Router {
  const exact = new Map<string, Methods>();
  const prefixes = new Map<string, Methods>();
  const dialects = new Map(operations.map(({ path, dialect }) => [path, dialect]));
  for (const operation of operations) add(exact, operation.path, operation.method, { operation });
  for (const route of routes) {
    const isPrefix = route.path.endsWith('*');
    add(isPrefix ? prefixes : exact, route.path.slice(0, isPrefix ? -1 : undefined), route.method, {
      route,
    });
  }
  const longestFirst = [...prefixes].sort(([a], [b]) => b.length - a.length);

  const locate = (path: string): { methods: Methods; rest: string } | undefined => {
    const methods = exact.get(path);
    if (methods) return { methods, rest: '' };
    const match = longestFirst.find(
      ([prefix]) => path.startsWith(prefix) && path.length > prefix.length,
    );
    return match && { methods: match[1], rest: path.slice(match[0].length) };
  };

  return {
    knows: (path) => locate(path) !== undefined,
    dialectAt: (path) => dialects.get(path) ?? openaiDialect,
    find(method, path) {
      const located = locate(path);
      if (!located) throw unknownPath(path);
      const { methods, rest } = located;
      const entry = methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined);
      if (!entry) throw wrongMethod(method, path, methods);
      if ('operation' in entry) return { kind: 'operation', operation: entry.operation };
      return { kind: 'route', route: entry.route, rest: decode(rest) };
    },
  };
}

/** @throws {Error} two owners of one place are a mistake in the gateway's configuration. */
function add(table: Map<string, Methods>, path: string, method: string, entry: Entry): void {
  const methods = table.get(path) ?? new Map<string, Entry>();
  if (methods.has(method)) throw new Error(`createGateway: two routes for ${method} ${path}.`);
  table.set(path, methods.set(method, entry));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new GatewayError('invalid_request', 'The path is not valid percent-encoding.');
  }
}

function unknownPath(path: string): GatewayError {
  return new GatewayError('not_found', `There is nothing at ${path}.`);
}

function wrongMethod(method: string, path: string, methods: Methods): GatewayError {
  const allowed = [...methods.keys()].flatMap((name) =>
    name === 'GET' ? ['GET', 'HEAD'] : [name],
  );
  const allow = allowed.join(', ');
  return new GatewayError(
    'method_not_allowed',
    `${method} is not allowed at ${path}; use ${allow}.`,
    {
      headers: { allow },
    },
  );
}
