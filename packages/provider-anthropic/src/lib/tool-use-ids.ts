import { toToolUseId } from './tool-names.ts';

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
