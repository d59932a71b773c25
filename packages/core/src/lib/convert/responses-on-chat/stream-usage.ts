import type { ResponsesUsage } from '@gw/schema';
import { isMembers, membersOf } from '../../responses/members.ts';

/**
 * What a completion cost, as a response counts it; `undefined` where the upstream did not tell.
 * The parts never exceed their whole, whatever the upstream counts.
 */
export function toResponsesUsage(usage: unknown): ResponsesUsage | undefined {
  if (!isMembers(usage)) return undefined;
  const input = countOf(usage.prompt_tokens) ?? 0;
  const output = countOf(usage.completion_tokens) ?? 0;
  const read = membersOf(usage.prompt_tokens_details);
  const written = membersOf(usage.completion_tokens_details);
  // DeepSeek counts its cache beside the total.
  const cached = countOf(read.cached_tokens) ?? countOf(usage.prompt_cache_hit_tokens) ?? 0;
  const cacheWrites = countOf(read.cache_write_tokens);
  const reasoning = countOf(written.reasoning_tokens) ?? 0;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    input_tokens_details: {
      cached_tokens: Math.min(cached, input),
      ...(cacheWrites !== undefined && { cache_write_tokens: cacheWrites }),
    },
    output_tokens_details: { reasoning_tokens: Math.min(reasoning, output) },
  };
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
