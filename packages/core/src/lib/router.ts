import type { Route } from './context.ts';
import { type Dialect, openaiDialect } from './dialect.ts';
import { GatewayError } from './errors.ts';
import type { AnyOperation } from './operation.ts';
import {
  compareShapes,
  isPattern,
  nameParams,
  parsePattern,
  type RouteParams,
  type RoutePattern,
} from './route-patterns.ts';

/** What a path leads to. */
export type Destination =
  | { readonly kind: 'operation'; readonly operation: AnyOperation }
  | { readonly kind: 'route'; readonly route: Route; readonly params: RouteParams };

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
 * Paths to destinations, exact ones before those with open places, of which the one that says most
 * wins. Only the path decides: no header takes part in routing.
 */
export function createRouter(
  operations: readonly AnyOperation[],
  routes: readonly Route[],
): Router {
  const exact = new Map<string, Methods>();
  const open = new Map<string, Methods>();
  const patterns = new Map<string, RoutePattern>();
  const dialects = new Map(operations.map(({ path, dialect }) => [path, dialect]));
  for (const operation of operations) add(exact, operation.path, operation.method, { operation });
  for (const route of routes) {
    if (!isPattern(route.path)) {
      add(exact, route.path, route.method, { route });
      continue;
    }
    const pattern = parsePattern(route.path);
    patterns.set(pattern.shape, pattern);
    add(open, pattern.shape, route.method, { route });
  }
  const mostSaid = [...patterns.values()].sort((a, b) => compareShapes(a.shape, b.shape));

  const locate = (path: string): Located | undefined => {
    const methods = exact.get(path);
    if (methods) return { methods, values: [] };
    for (const pattern of mostSaid) {
      const values = pattern.match(path);
      if (values) return { methods: open.get(pattern.shape) as Methods, values };
    }
    return undefined;
  };

  return {
    knows: (path) => locate(path) !== undefined,
    dialectAt: (path) => dialects.get(path) ?? openaiDialect,
    find(method, path) {
      const located = locate(path);
      if (!located) throw unknownPath(path);
      const { methods, values } = located;
      const entry = methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined);
      if (!entry) throw wrongMethod(method, path, methods);
      if ('operation' in entry) return { kind: 'operation', operation: entry.operation };
      const { route } = entry;
      return { kind: 'route', route, params: nameParams(route.path, values) };
    },
  };
}

interface Located {
  readonly methods: Methods;
  readonly values: readonly string[];
}

/** @throws {Error} two owners of one place are a mistake in the gateway's configuration. */
function add(table: Map<string, Methods>, path: string, method: string, entry: Entry): void {
  const methods = table.get(path) ?? new Map<string, Entry>();
  if (methods.has(method)) throw new Error(`createGateway: two routes for ${method} ${path}.`);
  table.set(path, methods.set(method, entry));
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
