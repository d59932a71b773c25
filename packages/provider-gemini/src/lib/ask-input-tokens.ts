import { type DeepReadonly, payloadFromValue } from '@gw/core';
import type { MediaAt } from '@gw/provider-utils';
import type { InputTokensRequest, ResponsesRequest } from '@gw/schema';
import type { Asked } from './asked.ts';
import { convertRequest } from './convert-request.ts';
import { toModelName } from './endpoints.ts';
import { countOf } from './numbers.ts';
import { readJsonReply } from './read-json-reply.ts';

/**
 * How many tokens a request would read, instructions and tools included.
 * @see https://ai.google.dev/api/tokens
 */
export function askInputTokens(
  request: DeepReadonly<InputTokensRequest>,
  model: string,
  mediaAt: MediaAt,
): Asked {
  const asked = request as DeepReadonly<ResponsesRequest>;
  const { body, warnings } = convertRequest(asked, model, { mediaAt });
  return {
    method: 'countTokens',
    body: { generateContentRequest: { model: toModelName(model), ...body } },
    async read(reply, reading) {
      const { totalTokens } = await readJsonReply(reply, reading);
      const counted = {
        object: 'response.input_tokens',
        input_tokens: countOf(totalTokens),
      } as const;
      const { status, headers } = reply;
      return { status, headers, warnings, json: payloadFromValue(counted) };
    },
  };
}
