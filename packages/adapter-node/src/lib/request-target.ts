/** Where a request points, without the adapter's base path. */
export interface RequestTarget {
  /** Not decoded: `/v1/models/a%2Fb`. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
}

/** `ai`, `/ai` and `/ai/` all become `/ai`; `/` and nothing become the empty string. */
export function normalizeBasePath(basePath = ''): string {
  const inner = basePath.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}

/**
 * Splits a request line's target into path and query, byte for byte: `/ai/v1/models?limit=2` under
 * `/ai` → `{ path: '/v1/models', query: 'limit=2' }`. A `URL` object would cost more than the rest of
 * the adapter, and would resolve `..` and re-encode what the client sent.
 * @returns undefined when the target lies outside of `basePath`.
 */
export function splitTarget(target: string, basePath: string): RequestTarget | undefined {
  const origin = target.startsWith('/') ? target : toOriginForm(target);
  const mark = origin.indexOf('?');
  const path = mark < 0 ? origin : origin.slice(0, mark);
  const query = mark < 0 ? '' : origin.slice(mark + 1);
  if (basePath === '') return { path, query };
  if (path === basePath) return { path: '/', query };
  return path.startsWith(`${basePath}/`) ? { path: path.slice(basePath.length), query } : undefined;
}

/** `http://host/v1/models` → `/v1/models`: proxies may send the whole URL (RFC 9112 §3.2.2). */
function toOriginForm(target: string): string {
  return target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*(?=([/?]?))/i, (_, next) =>
    next === '/' ? '' : '/',
  );
}
