import { randomUUID } from 'node:crypto';
import type { ChatFinishReason, ChatUsage } from '@gw/schema';
import type { Said } from './lines-wire.ts';

/** The wire has no ids; results are filed under them later on. */
export function callsOf({ calls = [] }: Said) {
  return calls.map((called) => ({
    id: `call_${randomUUID()}`,
    type: 'function' as const,
    function: { name: called.name, arguments: JSON.stringify(called.arguments) },
  }));
}

export function messageOf(said: Said) {
  const calls = callsOf(said);
  return {
    role: 'assistant' as const,
    content: calls.length > 0 ? null : (said.says ?? ''),
    refusal: null,
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

/** @param hasCalled whether calls came before; the wire has no word for that. */
export function finishOf(said: Said, hasCalled = callsOf(said).length > 0): ChatFinishReason {
  if (said.end === 'FULL') return 'length';
  if (said.end === 'BLOCKED') return 'content_filter';
  return hasCalled ? 'tool_calls' : 'stop';
}

export function usageOf({ read = 0, wrote = 0 }: Said): ChatUsage {
  return { prompt_tokens: read, completion_tokens: wrote, total_tokens: read + wrote };
}
