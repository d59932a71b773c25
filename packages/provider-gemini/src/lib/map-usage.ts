import { isMembers } from '@gw/provider-utils';
import type { ResponsesUsage } from '@gw/schema';
import { countOf } from './numbers.ts';

/**
 * What an answer cost, as a response counts it: thoughts are output, results of Google's own tools
 * input. `undefined` where the upstream did not tell.
 * @see https://ai.google.dev/api/generate-content#UsageMetadata
 */
export function mapUsage(usage: unknown): ResponsesUsage | undefined {
  if (!isMembers(usage)) return undefined;
  const input = countOf(usage.promptTokenCount) + countOf(usage.toolUsePromptTokenCount);
  const thoughts = countOf(usage.thoughtsTokenCount);
  const output = countOf(usage.candidatesTokenCount) + thoughts;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    // A part never exceeds its whole, whatever the upstream counts.
    input_tokens_details: {
      cached_tokens: Math.min(countOf(usage.cachedContentTokenCount), input),
    },
    output_tokens_details: { reasoning_tokens: thoughts },
  };
}
