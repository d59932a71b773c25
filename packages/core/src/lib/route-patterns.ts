import { GatewayError } from './errors.ts';

/** What the open places of a route's path stand for, decoded: `params.id`, and `params['*']` for the rest. */
export type RouteParams = Readonly<Record<string, string>>;

/** A path with open places. */
export interface RoutePattern {
  /** The same for paths that match the same: names do not count. */
  readonly shape: string;
  /** What stands in the open places of a path, as it is written there; nothing where it does not match. */
  match(path: string): readonly string[] | undefined;
}

const name = /^:[A-Za-z_]\w*$/;

/** Whether a route's path has open places: `:name` for one segment, a trailing `*` for the rest. */
export function isPattern(path: string): boolean {
  return path.endsWith('*') || path.split('/').some((segment) => segment.startsWith(':'));
}

/** @throws {Error} for a path with places that cannot be. */
export function parsePattern(path: string): RoutePattern {
  const shape = path
    .split('/')
    .map((segment) => {
      if (!segment.startsWith(':')) return segment;
      if (!name.test(segment))
        throw new Error(`createGateway: "${segment}" in ${path} is no name.`);
      return ':';
    })
    .join('/');
  const source = shape
    .split(/(:|\*$)/)
    .map((part) => sources.get(part) ?? escapeText(part))
    .join('');
  const expression = new RegExp(`^${source}$`);
  return { shape, match: (given) => expression.exec(given)?.slice(1) };
}

/** One segment, and the rest with its slashes; neither is empty. */
const sources = new Map([
  [':', '([^/]+)'],
  ['*', '([^]+)'],
]);

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** The more a pattern says, the earlier it is asked: a word before a name, a name before the rest. */
export function compareShapes(left: string, right: string): number {
  const [ours, theirs] = [left.split('/'), right.split('/')];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    const difference = opennessOf(ours[at]) - opennessOf(theirs[at]);
    if (difference !== 0) return difference;
  }
  return right.length - left.length;
}

function opennessOf(segment: string | undefined): number {
  if (segment === undefined) return 3;
  if (segment.endsWith('*')) return 2;
  return segment === ':' ? 1 : 0;
}

/** @throws {GatewayError} for what is not percent-encoding. */
export function nameParams(path: string, values: readonly string[]): RouteParams {
  const names = path.split('/').flatMap((segment) => {
    if (segment.startsWith(':')) return [segment.slice(1)];
    return segment.endsWith('*') ? ['*'] : [];
  });
  return Object.fromEntries(names.map((each, at) => [each, decode(values[at] ?? '')]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new GatewayError('invalid_request', 'The path is not valid percent-encoding.');
  }
}
