import { GatewayError } from '../errors.ts';
import { isMembers, type Members } from '../responses/members.ts';

/** Something of the request, and where it stands: `input[2].content[0]`. */
export interface Placed<T = Readonly<Members>> {
  readonly value: T;
  readonly param: string;
}

/** The client asks for what the other api cannot say. */
export function unsupported(param: string, why: string): GatewayError {
  const message = `"${param}" cannot be sent to this model: ${why}`;
  return new GatewayError('unsupported_parameter', message, { param });
}

/** The client contradicts itself, or says what means nothing. */
export function invalidValue(param: string, why: string): GatewayError {
  return new GatewayError('invalid_value', `Invalid value for "${param}": ${why}`, { param });
}

/** @throws {GatewayError} naming `param`, unless `value` is text. */
export function textAt(value: unknown, param: string): string {
  if (typeof value === 'string') return value;
  if (value == null) {
    const message = `Missing required parameter "${param}".`;
    throw new GatewayError('missing_required_parameter', message, { param });
  }
  throw invalidType(param, 'a string');
}

/** @throws {GatewayError} naming the member of the list that is no object. */
export function objectsAt<T = Readonly<Members>>(list: unknown, param: string): Placed<T>[] {
  if (!Array.isArray(list)) throw invalidType(param, 'a list');
  return list.map((value: unknown, position) => {
    const place = `${param}[${position}]`;
    if (!isMembers(value)) throw invalidType(place, 'an object');
    return { value: value as T, param: place };
  });
}

/** The client sent something of the wrong kind. */
export function invalidType(param: string, expected: string): GatewayError {
  const message = `Invalid type for "${param}": expected ${expected}.`;
  return new GatewayError('invalid_type', message, { param });
}

/** Names a response that the upstream would look for among those of all tenants. */
export function refuseForeignId(options: unknown): void {
  const { comparison_response_id: id } = Object(options) as { comparison_response_id?: unknown };
  if (id == null) return;
  throw unsupported('prompt_cache_options.comparison_response_id', 'it holds no responses.');
}
