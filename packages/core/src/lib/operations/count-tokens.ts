import { countTokensRequestEssentials, findIssue } from '@gw/schema';
import { countTokensOnInputTokens } from '../convert/count-tokens-on-input-tokens/count-tokens-on-input-tokens.ts';
import { messagesDialect } from '../messages/messages-dialect.ts';
import type { Operation } from '../operation.ts';
import { insideMessages, messagesMembers } from './messages.ts';

/** A hook may still name the model, so its absence is judged when it is resolved. */
const essentials = countTokensRequestEssentials.partial({ model: true });

/** @see https://platform.claude.com/docs/en/api/messages/count_tokens */
export const countTokens: Operation<'count_tokens'> = {
  api: 'count_tokens',
  method: 'POST',
  path: '/v1/messages/count_tokens',
  body: 'json',
  dialect: messagesDialect,
  validate: (body) => findIssue(essentials, body),
  members: new Set([...messagesMembers, 'metadata']),
  inside: insideMessages,
  usageOf: () => undefined,
  // Counting is not answering.
  isFree: true,
  async answerAlone(request, { countInputTokens }, context) {
    const asked = await countTokensOnInputTokens.request(request, context);
    return { input_tokens: await countInputTokens(asked) };
  },
};
