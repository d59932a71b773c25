import { hashOf } from '../../hash.ts';

/** OpenAI refuses longer ones. vLLM makes them with 46 characters, and a Responses client has up to 64. */
const maxLength = 40;

/** The id of an earlier call as every chat server takes it: the same one on every turn. */
export function toChatCallId(callId: string): string {
  if (callId.length <= maxLength) return callId;
  const tail = `_${hashOf(callId)}`;
  return callId.slice(0, maxLength - tail.length) + tail;
}
