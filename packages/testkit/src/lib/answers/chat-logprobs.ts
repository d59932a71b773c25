import type { ChatLogprobs, ChatRequest } from '@gw/schema';
import { tokenLogprobs } from './token-logprobs.ts';

/**
 * Null unless the request has `logprobs: true`; one entry a token, each with `top_logprobs`
 * alternatives.
 */
export function planLogprobs(request: ChatRequest, tokens: readonly string[]): ChatLogprobs | null {
  if (request.logprobs !== true) return null;
  return { content: tokenLogprobs(tokens, request.top_logprobs ?? 0), refusal: null };
}
