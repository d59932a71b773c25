import type { Conversion } from '../../conversion.ts';
import { convertPrompt } from '../messages-on-responses/prompt.ts';

/** A Messages client that wants a prompt counted, on an upstream that counts in the Responses api. */
export const countTokensOnInputTokens: Conversion<'count_tokens', 'input_tokens'> = {
  from: 'count_tokens',
  to: 'input_tokens',
  request: (request, context) => ({ model: request.model, ...convertPrompt(request, context) }),
  response: ({ input_tokens }) => ({ input_tokens }),
};
