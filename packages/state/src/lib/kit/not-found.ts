import { GatewayError } from '@gw/core';
import { invalid } from './faults.ts';

/** The same for what is not there, what is no more, and what belongs to somebody else. */
export function notFound(what: 'Response' | 'Conversation' | 'Prompt', id: string): GatewayError {
  return new GatewayError('not_found', `${what} with id '${id}' not found.`);
}

/** For a list whose cursor names nothing in it. */
export function unknownCursor(param: 'after' | 'before'): GatewayError {
  return invalid(param, 'there is nothing with this id in the list.');
}

/**
 * Finds what a request names that is about something else.
 * @param param where it does.
 * @throws {GatewayError} `not_found` naming it, where `find` finds nothing and names no other place.
 */
export async function findNamed<T>(param: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    const isHere = error instanceof GatewayError && error.code === 'not_found' && !error.param;
    throw isHere ? new GatewayError('not_found', error.message, { param }) : error;
  }
}
