import type { Hooks } from '@gw/core';
import { ConfigError, doAll } from './config-error.ts';
import type { CheckedConfig } from './config-schema.ts';
import type { SecretValue } from './gateway-config.ts';
import type { Environment } from './read-environment.ts';
import { resolveSecret } from './resolve-secret.ts';

/** Who may call. */
export type Access =
  /** Clients with one of these keys; hooks that authenticate may know others. */
  | { readonly kind: 'keys'; readonly keys: readonly { key: string; tenant: string }[] }
  /** Whom the hooks of the configuration know. */
  | { readonly kind: 'hooks' }
  /** Whoever reaches it, as the configuration says in as many words. */
  | { readonly kind: 'open' }
  /** This machine. */
  | { readonly kind: 'local' };

export interface AccessInput {
  readonly host: string;
  readonly keys: CheckedConfig['keys'];
  readonly open: boolean;
  readonly use: readonly Hooks[];
  /** Names a key's place for errors. */
  readonly placeOfKey: (position: number) => string;
  readonly env: Environment;
}

/** The only names that a local client uses, and that `localOnly` lets in. */
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Safe unless told otherwise: without keys nobody else than this machine gets in.
 * @throws {ConfigError} for an address that others reach, without keys and without `open`.
 */
export function decideAccess(input: AccessInput): Access {
  const { host, open, use } = input;
  const keys = resolveKeys(input);
  const knowsCallers = keys.length > 0 || use.some(({ authenticate }) => authenticate);
  if (open && knowsCallers) {
    throw new ConfigError(
      'Callers must present a key, and "open" says that nobody must: choose one',
    );
  }
  if (keys.length > 0) return { kind: 'keys', keys };
  if (knowsCallers) return { kind: 'hooks' };
  if (open) return { kind: 'open' };
  if (loopback.has(host)) return { kind: 'local' };
  throw new ConfigError(
    `Without keys the gateway listens on 127.0.0.1, ::1 or localhost only, not on "${host}": ` +
      'set GW_API_KEYS="tenant=key", or say with GW_OPEN=1 or --open that it should be open to all',
  );
}

function resolveKeys({ keys = [], placeOfKey, env }: AccessInput) {
  const byKey = new Map<string, number>();
  return doAll(
    keys.map(({ key: secret, tenant }, position) => () => {
      const place = placeOfKey(position);
      const key = resolveKey(secret, place, env);
      const same = byKey.get(key);
      if (same !== undefined)
        throw new ConfigError(`${place} is the same key as ${placeOfKey(same)}`);
      byKey.set(key, position);
      return { key, tenant };
    }),
  );
}

/** @throws {ConfigError} */
export function resolveKey(secret: SecretValue, place: string, env: Environment): string {
  const key = resolveSecret(secret, place, env);
  // What a header can carry, and the server reads back from it.
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ConfigError(`${place} must be a key of visible ASCII characters, without spaces`);
}
