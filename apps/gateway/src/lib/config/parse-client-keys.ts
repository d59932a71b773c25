import { ConfigError } from './config-error.ts';
import type { CheckedConfig } from './config-schema.ts';

/**
 * Reads `tenant1=sk-a,tenant2=sk-b`. Spaces around names and keys do not count.
 * @throws {ConfigError} naming entries by their number, never by their text: it holds a key.
 */
export function parseClientKeys(text: string | undefined): CheckedConfig['keys'] {
  if (!text?.trim()) return undefined;
  return text.split(',').map((entry, position) => {
    const equals = entry.indexOf('=');
    const tenant = entry.slice(0, Math.max(equals, 0)).trim();
    const key = entry.slice(equals + 1).trim();
    if (tenant === '' || key === '') {
      throw new ConfigError(`GW_API_KEYS: entry ${position + 1} must be tenant=key`);
    }
    return { key, tenant };
  });
}
