import type { HeaderLines } from './door.ts';
import type { Headers } from './provider.ts';

/** Headers of one connection or one body, of no meaning to the next hop (RFC 9110 §7.6.1). */
const hopHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'expect',
  'content-length',
  'content-type',
  'content-encoding',
  'accept',
  'accept-encoding',
]);

const credential =
  /(^|-)(authorization|cookie2?|api-?key|access-?key|token|secret|password)$|^set-cookie/;

/** Whether a header of this name, in lower case, carries a credential: it is for its receiver alone. */
export function isCredentialHeader(name: string): boolean {
  return credential.test(name);
}

/** Whether a client's header of this name, in lower case, may go to an upstream at all. */
export function isForwardableHeader(name: string): boolean {
  return !hopHeaders.has(name) && !isCredentialHeader(name);
}

/** The client's headers without credentials and without those of its own connection. */
export function forwardableHeaders(headers: Headers): Headers {
  const forwardable: Record<string, string | readonly string[] | undefined> = {};
  for (const name in headers) {
    if (isForwardableHeader(name)) forwardable[name] = headers[name];
  }
  return forwardable;
}

/**
 * Upstream headers that clients act on. The upstream's own request id passes under another name,
 * since `x-request-id` is ours. Everything else stays behind: cookies, server banners, and
 * headers about a body that we may have changed.
 */
const passedHeaders = new Set([
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'openai-processing-ms',
  'openai-version',
  'openai-model',
  // Ours, also where the upstream is another gateway.
  'x-gw-estimated',
]);
const passedPrefixes = ['x-ratelimit-', 'anthropic-ratelimit-'];
const renamedHeaders = new Map([
  ['x-request-id', 'x-upstream-request-id'],
  ['request-id', 'x-upstream-request-id'],
]);

/** The lines of an upstream's headers that pass to the client. @see docs/headers.md */
export function passedReplyHeaders(headers: Headers): HeaderLines {
  const lines: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const passedName = renamedHeaders.get(name) ?? (isPassed(name) ? name : undefined);
    if (!passedName) continue;
    for (const line of typeof value === 'string' ? [value] : value) lines.push([passedName, line]);
  }
  return lines;
}

function isPassed(name: string): boolean {
  return passedHeaders.has(name) || passedPrefixes.some((prefix) => name.startsWith(prefix));
}

/** The one value of a header; the first where it came more than once. */
export function headerValue(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
}
