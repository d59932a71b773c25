import type { ChatRequest } from './chat-request.ts';

export interface TokenLogprob {
  token: string;
  logprob: number;
  bytes: number[];
}

export interface ChatLogprobs {
  content: (TokenLogprob & { top_logprobs: TokenLogprob[] })[];
  refusal: null;
}

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

function tokenLogprob(token: string, rank: number): TokenLogprob {
  return { token, logprob: -0.125 - rank, bytes: [...new TextEncoder().encode(token)] };
}
