import type { ResponsesLogprob, ResponsesTopLogprob } from '@gw/schema';

/** One entry a token, each with so many alternatives: the same on the chat and the Responses wire. */
export function tokenLogprobs(tokens: readonly string[], alternatives: number): ResponsesLogprob[] {
  return tokens.map((token) => ({
    ...tokenLogprob(token, 0),
    top_logprobs: Array.from({ length: alternatives }, (_, rank) =>
      tokenLogprob(rank === 0 ? token : `${token}~${rank}`, rank),
    ),
  }));
}

function tokenLogprob(token: string, rank: number): ResponsesTopLogprob {
  return { token, logprob: -0.125 - rank, bytes: [...new TextEncoder().encode(token)] };
}
