import type { ResponsesUsage } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';

/** Usage with every member that the contract requires; 0 where the upstream did not tell. */
export function toFullUsage(
  usage: DeepReadonly<ResponsesUsage> | null | undefined,
): ResponsesUsage {
  const input = count(usage?.input_tokens);
  const output = count(usage?.output_tokens);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: count(usage?.input_tokens_details?.cached_tokens) },
    output_tokens: output,
    output_tokens_details: {
      reasoning_tokens: count(usage?.output_tokens_details?.reasoning_tokens),
    },
    total_tokens: count(usage?.total_tokens) || input + output,
  };
}

function count(tokens: unknown): number {
  return typeof tokens === 'number' ? tokens : 0;
}
