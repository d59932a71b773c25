import { GatewayError } from '@gw/core';

/** `Invalid type for 'store': expected a boolean, but got a string instead.` */
export function wrongType(param: string, expected: string, value: unknown): GatewayError {
  const message = `Invalid type for '${param}': expected ${expected}, but got ${kindOf(value)} instead.`;
  return new GatewayError('invalid_type', message, { param });
}

export function missing(param: string): GatewayError {
  const message = `Missing required parameter: '${param}'.`;
  return new GatewayError('missing_required_parameter', message, { param });
}

export function invalid(param: string, why: string): GatewayError {
  return new GatewayError('invalid_value', `Invalid '${param}': ${why}`, { param });
}

/** A JSON value in words. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
