import type { ChatUsage } from '@gw/schema';
import type { DeepReadonly } from '../payload.ts';
import type { Usage } from '../usage.ts';

/** Chat's usage in the common shape; `undefined` where the upstream sent none. */
export function chatUsage(usage: DeepReadonly<ChatUsage> | null | undefined): Usage | undefined {
  if (!usage) return undefined;
  const { prompt_tokens: inputTokens = 0, completion_tokens: outputTokens = 0 } = usage;
  return {
    inputTokens,
    outputTokens,
    totalTokens: usage.total_tokens ?? inputTokens + outputTokens,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens,
    estimated: false,
  };
}
