import { hashOf } from '@gw/provider-utils';

/** The ids of a conversation's calls, in the order in which they are told. */
export interface ToolUseIds {
  /** For a call. Where its id was a call's before, it gets a number: Anthropic takes each only once. */
  ofCall(callId: string): string;
  /** For an output: that of the last call of this id. */
  ofOutput(callId: string): string;
}

/** Some upstreams begin to count again in every answer, so that calls of two turns have the same id. */
export function createToolUseIds(): ToolUseIds {
  const counts = new Map<string, number>();
  const ofOutput = (callId: string) => {
    const count = counts.get(callId) ?? 1;
    return count > 1 ? `${toToolUseId(callId)}_${count}` : toToolUseId(callId);
  };
  return {
    ofCall(callId) {
      counts.set(callId, (counts.get(callId) ?? 0) + 1);
      return ofOutput(callId);
    },
    ofOutput,
  };
}

/**
 * An id that Anthropic takes for a call. Other providers' ids may have characters that it refuses; a
 * changed one gets a tail, so that two do not become the same.
 */
function toToolUseId(callId: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(callId)) return callId;
  return `${callId.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}_${hashOf(callId)}`;
}
