import { isMembers } from '../responses/members.ts';
import type { Usage } from '../usage.ts';

/**
 * Usage in the common shape, where input that came from a cache or went into one is input too.
 * @param known what the stream has told before; a later count without a member leaves it as it was.
 */
export function messagesUsage(told: unknown, known?: Usage): Usage | undefined {
  if (!isMembers(told)) return known;
  const { input_tokens, output_tokens, output_tokens_details: details } = told;
  const cached = numberOf(told.cache_read_input_tokens);
  const written = numberOf(told.cache_creation_input_tokens);
  const inputTokens =
    typeof input_tokens === 'number'
      ? input_tokens + (cached ?? 0) + (written ?? 0)
      : (known?.inputTokens ?? 0);
  const outputTokens = numberOf(output_tokens) ?? known?.outputTokens ?? 0;
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    cachedInputTokens: cached ?? known?.cachedInputTokens,
    reasoningTokens: isMembers(details) ? numberOf(details.thinking_tokens) : undefined,
    estimated: 'estimated' in told,
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
