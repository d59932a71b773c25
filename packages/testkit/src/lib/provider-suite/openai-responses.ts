import type { CompactResource, InputTokens, ResponsesRequest } from '@gw/schema';
import { finishedResponse } from '../answers/response-object.ts';
import { responsesFrames } from '../answers/responses-events.ts';
import type { ResponsesPlan } from '../answers/responses-plan.ts';
import { createdAt } from '../answers/stable-id.ts';
import { respond } from '../behaviours/respond.ts';
import { stream } from '../behaviours/stream.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { CompactAnswer, ReplyKind, ResponsesAnswer, WireAnswers } from './provider-wire.ts';

/** @see https://platform.openai.com/docs/api-reference/responses */
export const responsesAnswers = {
  responses,
  compact,
  input_tokens: countTokens,
} satisfies WireAnswers;

function responses({ output, ...answer }: ResponsesAnswer, kind: ReplyKind): Behaviour {
  const plan: ResponsesPlan = { id: 'resp_suite', items: output, ...answer };
  return (steps, received, context) => {
    const request = received.json as ResponsesRequest;
    const behaviour =
      kind === 'json'
        ? respond({ json: finishedResponse(plan, request) })
        : stream(responsesFrames(plan, request));
    return behaviour(steps, received, context);
  };
}

function compact({ encryptedContent: encrypted_content, usage }: CompactAnswer): Behaviour {
  const json: CompactResource = {
    id: 'resp_suite',
    object: 'response.compaction',
    created_at: createdAt,
    output: [{ id: 'cmp_suite', type: 'compaction', encrypted_content }],
    usage,
  };
  return respond({ json });
}

function countTokens(input_tokens: number): Behaviour {
  const json: InputTokens = { object: 'response.input_tokens', input_tokens };
  return respond({ json });
}
