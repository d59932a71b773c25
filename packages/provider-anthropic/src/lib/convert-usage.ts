import { isMembers, type Members, membersOf } from '@gw/provider-utils';
import type { ResponsesUsage } from '@gw/schema';

/**
 * What an answer cost, as a response counts it. Anthropic counts what it read from its cache, and
 * wrote to it, beside the input; a response counts both as part of it.
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
 */
export function convertUsage(usage: unknown): ResponsesUsage | undefined {
  if (!isMembers(usage) || Object.keys(usage).length === 0) return undefined;
  const cached = countOf(usage.cache_read_input_tokens) ?? 0;
  const written = countOf(usage.cache_creation_input_tokens);
  const input = (countOf(usage.input_tokens) ?? 0) + cached + (written ?? 0);
  const output = countOf(usage.output_tokens) ?? 0;
  const thought = countOf(membersOf(usage.output_tokens_details).thinking_tokens) ?? 0;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    input_tokens_details: {
      cached_tokens: cached,
      ...(written !== undefined && { cache_write_tokens: written }),
    },
    output_tokens_details: { reasoning_tokens: Math.min(thought, output) },
  };
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

/** Counts of a later event over those of an earlier one: they are sums, and `null` says nothing new. */
export function mergeUsage(before: Members, later: unknown): Members {
  const said = Object.entries(membersOf(later)).filter(([, value]) => value != null);
  return { ...before, ...Object.fromEntries(said) };
}

/** The queue that served it, in OpenAI's words. */
export function mapTier(usage: unknown): string | undefined {
  const { service_tier: tier } = membersOf(usage);
  if (tier === 'standard') return 'default';
  return typeof tier === 'string' && tier !== '' ? tier : undefined;
}
