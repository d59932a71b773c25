import { GatewayError } from '../errors.ts';
import type { PlacedItem } from './expand-input-items.ts';
import { isMembers } from './members.ts';

/** The kind of call that each kind of output answers, and the output's name in words. */
const answers = new Map<unknown, { readonly call: string; readonly words: string }>([
  ['function_call_output', { call: 'function_call', words: 'function call output' }],
  ['custom_tool_call_output', { call: 'custom_tool_call', words: 'custom tool call output' }],
]);

/**
 * Every output of a tool must answer a call that stands somewhere before it.
 * @throws {GatewayError} `invalid_value` naming the first output that does not.
 */
export function checkCalls(context: readonly PlacedItem[]): void {
  const calls = new Set<string>();
  for (const { item, position } of context) {
    if (!isMembers(item)) continue;
    const { type, call_id: callId } = item;
    // What an upstream sealed may hold the call; from here on only that one can tell.
    if (type === 'compaction') return;
    calls.add(callKey(type, callId));
    const answered = answers.get(type);
    if (answered && !calls.has(callKey(answered.call, callId)))
      throw noCall(answered.words, callId, position);
  }
}

function callKey(type: unknown, callId: unknown): string {
  return JSON.stringify([type, callId]);
}

/** @param position none: the output was held, so that the response before is what does not fit. */
function noCall(words: string, callId: unknown, position: number | undefined): GatewayError {
  const message = `No tool call found for ${words} with call_id ${callId}.`;
  const param = position === undefined ? 'previous_response_id' : `input[${position}].call_id`;
  return new GatewayError('invalid_value', message, { param });
}
