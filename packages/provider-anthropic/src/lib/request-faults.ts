import { GatewayError } from '@gw/core';
import { isMembers, type Members } from './members.ts';

/** A piece of the request, and where it stands: `input[2].content[0]`. */
export interface Placed {
  readonly value: Members;
  readonly param: string;
}

/** The client asks for what Anthropic's models cannot be told. */
export function unsupported(param: string, why: string): GatewayError {
  const message = `"${param}" cannot be sent to this model: ${why}`;
  return new GatewayError('unsupported_parameter', message, { param });
}

/** The client contradicts itself, or says what means nothing. */
export function invalidValue(param: string, why: string): GatewayError {
  return new GatewayError('invalid_value', `Invalid value for "${param}": ${why}`, { param });
}

export function invalidType(param: string, expected: string): GatewayError {
  const message = `Invalid type for "${param}": expected ${expected}.`;
  return new GatewayError('invalid_type', message, { param });
}

/** @throws {GatewayError} naming `param`, unless `value` is text. */
export function textAt(value: unknown, param: string): string {
  if (typeof value === 'string') return value;
  if (value != null) throw invalidType(param, 'a string');
  const message = `Missing required parameter "${param}".`;
  throw new GatewayError('missing_required_parameter', message, { param });
}

/** @throws {GatewayError} naming the member of the list that is no object. */
export function objectsAt(list: unknown, param: string): Placed[] {
  if (!Array.isArray(list)) throw invalidType(param, 'a list');
  return list.map((value: unknown, position) => {
    const place = `${param}[${position}]`;
    if (!isMembers(value)) throw invalidType(place, 'an object');
    return { value, param: place };
  });
}
