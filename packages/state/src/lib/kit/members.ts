import { GatewayError } from '@gw/core';
import { missing, wrongType } from './faults.ts';

/** A JSON object. */
export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a JSON object; of anything else none. */
export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}

/** @throws {GatewayError} naming `param`, unless `value` is a JSON object. */
export function membersAt(value: unknown, param: string): Members {
  if (isMembers(value)) return value;
  throw wrongType(param, 'an object', value);
}

/** @throws {GatewayError} naming `param`, unless `value` is text. */
export function textAt(value: unknown, param: string): string {
  if (typeof value === 'string') return value;
  throw value == null ? missing(param) : wrongType(param, 'a string', value);
}

/**
 * Nothing would read other members, and a misspelt one would be lost without a word.
 * @param place what leads to the object: `prompt.`
 * @throws {GatewayError} `unsupported_parameter` naming the first of them.
 */
export function refuseOthers(given: Members, members: readonly string[], place = ''): void {
  const other = Object.keys(given).find((member) => !members.includes(member));
  if (other === undefined) return;
  const param = place + other;
  const message = `Unknown parameter: '${param}'. Expected ${members.join(', ')}.`;
  throw new GatewayError('unsupported_parameter', message, { param });
}
