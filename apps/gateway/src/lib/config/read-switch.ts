import { ConfigError } from './config-error.ts';

/**
 * A variable that is on or off.
 * @returns undefined where it is not set.
 * @throws {ConfigError}
 */
export function readSwitch(name: string, text: string | undefined): boolean | undefined {
  if (!text) return undefined;
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw new ConfigError(`${name} must be 1 or 0, not "${text}"`);
}
