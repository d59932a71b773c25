import { createId } from '@gw/core';
import type { ChatFunctionToolCall } from '@gw/schema';
import { objectsIn } from './is-object.ts';
import type { OllamaCalled } from './ollama-api.ts';

/**
 * The calls of an answer or of one of its lines. Each entry is a call and whole; index and id say
 * nothing, since servers count from 0 in every line, repeat ids, or send none, so each call gets an
 * id of its own. A call without a name cannot be made.
 */
export function convertCalled(
  calls: readonly OllamaCalled[] | null | undefined,
): ChatFunctionToolCall[] {
  return objectsIn(calls).flatMap(({ function: called }) => {
    const name = called?.name;
    if (typeof name !== 'string' || name === '') return [];
    const written = toText(called?.arguments);
    return [{ id: createId('call'), type: 'function', function: { name, arguments: written } }];
  });
}

/** Chat has arguments as text. Some servers in between have that already. */
function toText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '{}';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
