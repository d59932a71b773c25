import type { ProviderWire } from '../../provider-suite/provider-wire.ts';
import { toResponse } from '../../provider-suite/responses-answers.ts';
import { anthropicErrorInStream, anthropicRefusal } from './anthropic-errors.ts';
import { anthropicModels, anthropicTokens } from './anthropic-others.ts';
import { anthropicResponse } from './anthropic-response.ts';

/**
 * Anthropic's Messages API.
 * @see https://platform.claude.com/docs/en/api/overview
 */
export function anthropicWire(): ProviderWire {
  return {
    isNative: false,
    nativeApis: ['messages', 'count_tokens'],
    answers: {
      messages: (answer, kind) => anthropicResponse(toResponse(answer), kind),
      count_tokens: anthropicTokens,
      responses: anthropicResponse,
      input_tokens: anthropicTokens,
      models: anthropicModels,
    },
    refusal: anthropicRefusal,
    refusalFields: ['type'],
    errorInStream: (message) => anthropicErrorInStream(1, message),
  };
}
