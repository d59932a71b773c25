import type { ChatLogprobs, ChatRequest, ChatTopLogprob } from '@gw/schema';

/**
 * Null unless the request has `logprobs: true`; one entry a token, each with `top_logprobs`
 * alternatives.
 */
export function planLogprobs(request: ChatRequest, tokens: readonly string[]): ChatLogprobs | null {
  if (request.logprobs !== true) return null;
  const content = tokens.map((token) => ({
    ...tokenLogprob(token, 0),
    top_logprobs: Array.from({ length: request.top_logprobs ?? 0 }, (_, rank) =>
      tokenLogprob(rank === 0 ? token : `${token}~${rank}`, rank),
    ),
  }));
  return { content, refusal: null };
}

function tokenLogprob(token: string, rank: number): ChatTopLogprob {
  return { token, logprob: -0.125 - rank, bytes: [...new TextEncoder().encode(token)] };
}
