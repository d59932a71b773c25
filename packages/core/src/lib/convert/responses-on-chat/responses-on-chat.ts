import type { Conversion } from '../../conversion.ts';
import { GatewayError } from '../../errors.ts';
import { objectsIn } from '../../objects-in.ts';
import { toChatChunks } from '../../operations/chat-render.ts';
import { collectDrafts } from '../../responses/collect-drafts.ts';
import { collectThrough } from '../collect-through.ts';
import { convertResponsesRequest } from './request.ts';
import { openChatToResponses } from './stream.ts';

/** A Responses client on an upstream that speaks chat. */
export const responsesOnChat: Conversion<'responses', 'chat'> = {
  from: 'responses',
  to: 'chat',
  carries: ['stop', 'seed', 'max_output_tokens'],
  request: convertResponsesRequest,
  response(completion, request, context) {
    const { choices } = completion;
    if (objectsIn(choices).length === 0) throw noAnswer();
    const stream = openChatToResponses(request, context);
    const drafts = collectDrafts(request, context.createId);
    const response = collectThrough(toChatChunks(completion), stream, drafts);
    if (!response) throw noAnswer();
    return response;
  },
  openStream: openChatToResponses,
};

function noAnswer(): GatewayError {
  const message = 'The upstream answered with a completion that says nothing.';
  return new GatewayError('upstream_invalid_response', message);
}
