import type { ConversionContext } from '../conversion.ts';

/** The Responses api takes no less. */
const leastTokens = 16;

/** A limit of the answer's tokens as the Responses api takes it, unless the target takes less too. */
export function toTokenLimit(limit: number, context: ConversionContext): number {
  if (limit >= leastTokens || context.carries.includes('max_output_tokens')) return limit;
  context.warn(
    `The limit of ${limit} tokens was raised to ${leastTokens}, the least of the Responses api.`,
  );
  return leastTokens;
}
