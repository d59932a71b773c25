import { createId } from '@gw/core';

/**
 * In front of ids that Gemini gave: it wants those back, and only those. Letters that every other
 * upstream takes too.
 */
const prefix = 'gem_';
/** OpenAI's chat takes no more; a UUID behind the prefix just fits. */
const maxLength = 40;

/** The id under which a client knows a call: Gemini's own, marked, or a new one where it gave none. */
export function toCallId(geminiId: unknown, used: ReadonlySet<string>): string {
  const own = typeof geminiId === 'string' && geminiId !== '' ? prefix + geminiId : undefined;
  const isGood = own !== undefined && own.length <= maxLength && /^[\w-]+$/.test(own);
  return isGood && !used.has(own) ? own : createId('call');
}

/** Gemini's own id of a call; `undefined` where it gave none, or another model made the call. */
export function toGeminiId(callId: string): string | undefined {
  return callId.startsWith(prefix) ? callId.slice(prefix.length) : undefined;
}
