import { type Headers, isForwardableHeader } from '@gw/core';

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
    if (value === undefined || !isForwardableHeader(name)) continue;
    if (allow.some((pattern) => matches(pattern, name))) selected[name] = value;
  }
  return selected;
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
