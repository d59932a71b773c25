import type { ResponsesUsage } from '@gw/schema';
import type { DeepReadonly } from '../payload.ts';
import type { Usage } from '../usage.ts';

/** A response's usage in the common shape; `undefined` where the upstream sent none. */
export function responsesUsage(
  usage: DeepReadonly<ResponsesUsage> | null | undefined,
): Usage | undefined {
  if (typeof usage !== 'object' || usage === null) return undefined;
  const { input_tokens: inputTokens = 0, output_tokens: outputTokens = 0 } = usage;
  return {
    inputTokens,
    outputTokens,
    totalTokens: usage.total_tokens ?? inputTokens + outputTokens,
    cachedInputTokens: usage.input_tokens_details?.cached_tokens,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens,
    estimated: 'estimated' in usage,
  };
}
