import { embeddingsRequestEssentials, findIssue } from '@gw/schema';
import type { Operation } from '../operation.ts';

/** A hook may still name the model, so its absence is judged when it is resolved. */
const essentials = embeddingsRequestEssentials.partial({ model: true });

/** @see https://platform.openai.com/docs/api-reference/embeddings/create */
export const embeddings: Operation<'embeddings'> = {
  api: 'embeddings',
  method: 'POST',
  path: '/v1/embeddings',
  body: 'json',
  validate: (body) => findIssue(essentials, body),
  members: new Set(['model', 'input', 'prompt_cache_key', 'safety_identifier']),
  usageOf({ usage }) {
    if (!usage) return undefined;
    const { prompt_tokens: inputTokens = 0, total_tokens: totalTokens = inputTokens } = usage;
    return { inputTokens, outputTokens: 0, totalTokens, estimated: false };
  },
};
