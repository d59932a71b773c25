import type { InputTokensRequest } from '@gw/schema';
import { estimateInput } from '../estimate.ts';
import type { DeepReadonly } from '../payload.ts';

/**
 * Tokens that a request would read, as far as anybody can tell without the model's tokenizer:
 * characters / 4 over instructions, input and tools, and each medium at the flat price of its kind.
 * @see ../estimate-characters.ts for those prices.
 */
export function estimateInputTokens(request: DeepReadonly<InputTokensRequest>): number {
  return estimateInput(request);
}
