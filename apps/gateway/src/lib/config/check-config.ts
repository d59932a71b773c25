import { formatParam } from '@gw/schema';
import { ConfigError } from './config-error.ts';
import { type CheckedConfig, configSchema } from './config-schema.ts';
import { issueText, misfit } from './issue-text.ts';

/**
 * Checks a configuration's shape.
 * @param source where it comes from, for errors: `gateway.config.ts`.
 * @throws {ConfigError} one line a problem: `gateway.config.ts: port must be a number, not a string`.
 */
export function checkConfig(value: unknown, source: string): CheckedConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${source}: the configuration ${misfit('an object', value)}`);
  }
  const { data, error } = configSchema.safeParse(value, { error: issueText });
  if (!error) return data;
  throw new ConfigError(
    error.issues.map(({ path, message }) => {
      const place = formatParam(path);
      return place === '' ? `${source} ${message}` : `${source}: ${place} ${message}`;
    }),
  );
}
