import type { DeepReadonly } from '@gw/core';
import type { ChatLogprobs, ChatRequest } from '@gw/schema';

const encoder = new TextEncoder();

/**
 * Log probabilities of words, where asked for. All are 0, a probability of 1: the demo could have
 * said nothing else, so that there is no alternative to list but the word itself.
 */
export function planLogprobs(
  { logprobs, top_logprobs: alternatives }: DeepReadonly<ChatRequest>,
  words: readonly string[],
): ChatLogprobs | null {
  if (!logprobs) return null;
  const content = words.map((token) => {
    const certain = { token, bytes: [...encoder.encode(token)], logprob: 0 };
    return { ...certain, top_logprobs: alternatives ? [certain] : [] };
  });
  return { content, refusal: null };
}
