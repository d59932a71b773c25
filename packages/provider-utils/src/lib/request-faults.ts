import { invalidType } from '@gw/core';
import { isMembers, type Members } from './members.ts';

export { invalidType, invalidValue, textAt, unsupported } from '@gw/core';

/** Something of the request, and where it stands: `input[2].content[0]`. */
export interface Placed<T = Members> {
  readonly value: T;
  readonly param: string;
}

/** @throws {GatewayError} naming the member of the list that is no object. */
export function objectsAt<T = Members>(list: unknown, param: string): Placed<T>[] {
  if (!Array.isArray(list)) throw invalidType(param, 'a list');
  return list.map((value: unknown, position) => {
    const place = `${param}[${position}]`;
    if (!isMembers(value)) throw invalidType(place, 'an object');
    return { value: value as T, param: place };
  });
}
