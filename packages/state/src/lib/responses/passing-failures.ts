import { GatewayError } from '@gw/core';

/**
 * Failures that pass by themselves and come before the model is asked: the store cannot be reached, or
 * another turn has the conversation. They are known by where they came from, since upstreams and hooks may
 * say the same words.
 */
export interface PassingFailures {
  /** Does work of ours, whose failures with such a code pass. */
  from<T>(work: () => T | Promise<T>): Promise<T>;
  has(failure: unknown): boolean;
}

const codes: ReadonlySet<string> = new Set(['conversation_locked', 'unavailable']);

export function createPassingFailures(): PassingFailures {
  const known = new WeakSet<GatewayError>();
  return {
    async from(work) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof GatewayError && codes.has(error.code)) known.add(error);
        throw error;
      }
    },
    has: (failure) => failure instanceof GatewayError && known.has(failure),
  };
}
