/** `ai`, `/ai` and `/ai/` all become `/ai`; `/` and nothing become the empty string. */
export function normalizeBasePath(basePath = ''): string {
  const inner = basePath.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}

/**
 * The path of a URL below `basePath`, not decoded (Hono's own `c.req.path` is, in part):
 * `http://host/ai/v1/models?limit=2` → `/v1/models`.
 * @returns undefined when the URL lies outside of `basePath`.
 */
export function pathWithin(url: string, basePath: string): string | undefined {
  const path = /^[^:]+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? '';
  if (basePath === '') return path;
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
}
