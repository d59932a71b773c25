import type { MessagesDeltaUsage, MessagesUsage } from '@gw/schema';
import { isMembers, type Members } from '../../responses/members.ts';

/**
 * What a response cost, as a message counts it: what the prompt cache has read or written stands beside
 * the input, and is no part of it.
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
 */
export function toMessagesUsage(usage: Members): MessagesDeltaUsage {
  const read = isMembers(usage.input_tokens_details) ? usage.input_tokens_details : {};
  const written = isMembers(usage.output_tokens_details) ? usage.output_tokens_details : {};
  const cached = countOf(read.cached_tokens);
  const stored = countOf(read.cache_write_tokens);
  const thought = countOf(written.reasoning_tokens);
  const input = (countOf(usage.input_tokens) ?? 0) - (cached ?? 0) - (stored ?? 0);
  return {
    ...('estimated' in usage && { estimated: true }),
    input_tokens: Math.max(input, 0),
    output_tokens: countOf(usage.output_tokens) ?? 0,
    cache_creation_input_tokens: stored,
    cache_read_input_tokens: cached,
    output_tokens_details: thought === null ? null : { thinking_tokens: thought },
    server_tool_use: null,
  };
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? value : null;
}

/** The queue that serves it, where Anthropic has one like it. */
export function mapTier(tier: unknown): MessagesUsage['service_tier'] {
  if (tier === 'default') return 'standard';
  return tier === 'priority' ? tier : null;
}
