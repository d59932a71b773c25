import type { ChatUsage } from '@gw/schema';
import { isMembers } from '../../responses/members.ts';

/** What a response cost, as a completion counts it; `undefined` where the upstream did not tell. */
export function toChatUsage(usage: unknown): ChatUsage | undefined {
  if (!isMembers(usage)) return undefined;
  const prompt = countOf(usage.input_tokens) ?? 0;
  const completion = countOf(usage.output_tokens) ?? 0;
  const read = isMembers(usage.input_tokens_details) ? usage.input_tokens_details : {};
  const written = isMembers(usage.output_tokens_details) ? usage.output_tokens_details : {};
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: countOf(usage.total_tokens) ?? prompt + completion,
    prompt_tokens_details: {
      cached_tokens: countOf(read.cached_tokens) ?? 0,
      ...(countOf(read.cache_write_tokens) !== undefined && {
        cache_write_tokens: countOf(read.cache_write_tokens),
      }),
    },
    completion_tokens_details: { reasoning_tokens: countOf(written.reasoning_tokens) ?? 0 },
  } as ChatUsage;
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
