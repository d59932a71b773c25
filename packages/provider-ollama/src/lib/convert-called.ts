import { createId } from '@gw/core';
import { membersOf, objectsIn, textOf } from '@gw/provider-utils';
import type { ChatFunctionToolCall } from '@gw/schema';
import type { OllamaCalled } from './ollama-api.ts';
import type { Warn } from './request-context.ts';

/**
 * The calls of an answer or of one of its lines. Each entry is a call and whole; index and id say
 * nothing, since servers count from 0 in every line, repeat ids, or send none, so each call gets an
 * id of its own. A call without a name cannot be made.
 * @param warn told of what is left out.
 */
export function convertCalled(
  calls: readonly OllamaCalled[] | null | undefined,
  warn: Warn,
): ChatFunctionToolCall[] {
  return objectsIn(calls).flatMap((call) => {
    const called = membersOf(call.function);
    const name = textOf(called.name);
    if (name === '') {
      warn('A call was left out: the model named no tool.');
      return [];
    }
    const written = toText(called.arguments);
    return [{ id: createId('call'), type: 'function', function: { name, arguments: written } }];
  });
}

/** Chat has arguments as text. Some servers in between have that already. */
function toText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '{}';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
