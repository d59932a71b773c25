import type { Identity } from './context.ts';
import type { GatewayRequest } from './door.ts';
import { headerValue } from './headers.ts';
import type { Hooks } from './hooks.ts';

/**
 * Lets in callers with one of these keys, sent as `Authorization: Bearer KEY`, `x-api-key` or
 * `api-key`. `apiKeys({ 'sk-a': 'tenant1', 'sk-b': { tenant: 'tenant2', role: 'admin' } })`
 * @throws {Error} for no key, or an empty key or tenant.
 */
export function apiKeys(keys: Readonly<Record<string, string | Identity>>): Hooks {
  const known = Object.entries(keys).map(([key, owner]) => {
    const identity = typeof owner === 'string' ? { tenant: owner } : owner;
    if (!key || !identity.tenant)
      throw new Error('apiKeys: every key needs a tenant, and neither may be empty.');
    return { bytes: encoder.encode(key), identity: Object.freeze({ ...identity }) };
  });
  if (known.length === 0) throw new Error('apiKeys: there must be at least one key.');
  return {
    name: 'api-keys',
    authenticate(request) {
      const given = presentedKey(request);
      if (!given) return undefined;
      const bytes = encoder.encode(given);
      let identity: Identity | undefined;
      // All keys are compared, so that the time tells neither which one was close nor how many there are before it.
      for (const key of known) if (isEqual(key.bytes, bytes)) identity = key.identity;
      return identity;
    },
  };
}

const encoder = new TextEncoder();

function presentedKey({ headers }: GatewayRequest): string | undefined {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(headerValue(headers, 'authorization') ?? '') ?? [];
  return bearer ?? headerValue(headers, 'x-api-key') ?? headerValue(headers, 'api-key');
}

/** Takes the same time wherever two keys differ. */
function isEqual(expected: Uint8Array, given: Uint8Array): boolean {
  let difference = expected.length ^ given.length;
  for (let at = 0; at < given.length; at++) {
    difference |= (given[at] as number) ^ (expected[at % expected.length] as number);
  }
  return difference === 0;
}
