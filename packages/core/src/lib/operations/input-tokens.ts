import { findIssue, inputTokensRequestEssentials } from '@gw/schema';
import type { Operation } from '../operation.ts';
import { insidePrompt, stateMembers } from './responses.ts';

/** @see https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens/methods/count */
export const inputTokens: Operation<'input_tokens'> = {
  api: 'input_tokens',
  method: 'POST',
  path: '/v1/responses/input_tokens',
  body: 'json',
  validate: (body) => findIssue(inputTokensRequestEssentials, body),
  members: new Set([...stateMembers, 'tool_choice', 'text', 'reasoning']),
  inside: insidePrompt,
  usageOf: () => undefined,
  // Counting is not answering.
  isFree: true,
  answerAlone: async (request, { countInputTokens }) => ({
    object: 'response.input_tokens',
    input_tokens: await countInputTokens(request),
  }),
};
