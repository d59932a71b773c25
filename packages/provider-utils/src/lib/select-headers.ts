import type { Headers } from '@gw/core';

/**
 * Names that are never forwarded, whoever asks: credentials belong to the one they were given to,
 * and the others describe one connection or one body (RFC 9110 §7.6.1).
 */
const neverForwarded = new Set([
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

/** Whether a header of this name, in lower case, carries a credential. */
export function isCredentialHeader(name: string): boolean {
  return credential.test(name);
}

/** Whether a client's header of this name, in lower case, may go to an upstream at all. */
export function isForwardable(name: string): boolean {
  return !neverForwarded.has(name) && !isCredentialHeader(name);
}

/**
 * The client's headers that the settings name: `"openai-beta"`, or `"x-trace-*"` for all that begin
 * so. Credentials are left out even if named.
 * @param allow in lower case.
 */
export function selectHeaders(
  clientHeaders: Headers,
  allow: readonly string[],
): Record<string, string | readonly string[]> {
  const selected: Record<string, string | readonly string[]> = {};
  if (allow.length === 0) return selected;
  for (const [name, value] of Object.entries(clientHeaders)) {
    if (value === undefined || !isForwardable(name)) continue;
    if (allow.some((pattern) => matches(pattern, name))) selected[name] = value;
  }
  return selected;
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
