import type { Conversion } from '../../conversion.ts';
import { GatewayError } from '../../errors.ts';
import { objectsIn } from '../../objects-in.ts';
import { toChatChunks } from '../../operations/chat-render.ts';
import { collectDrafts } from '../../responses/collect-drafts.ts';
import { convertResponsesRequest } from './request.ts';
import { openChatToResponses } from './stream.ts';

/** A Responses client on an upstream that speaks chat. */
export const responsesOnChat: Conversion<'responses', 'chat'> = {
  from: 'responses',
  to: 'chat',
  carries: ['stop', 'seed', 'max_output_tokens'],
  request: convertResponsesRequest,
  // By the way of its stream, so that both tell the same items.
  response(completion, request, context) {
    const { choices } = completion;
    if (objectsIn(choices).length === 0) throw noAnswer();
    const stream = openChatToResponses(request, context);
    const collector = collectDrafts(request, context.createId);
    for (const chunk of toChatChunks(completion)) stream.push(chunk).forEach(collector.push);
    stream.end().forEach(collector.push);
    const response = collector.end();
    if (!response) throw noAnswer();
    return response;
  },
  openStream: openChatToResponses,
};

function noAnswer(): GatewayError {
  const message = 'The upstream answered with a completion that says nothing.';
  return new GatewayError('upstream_invalid_response', message);
}
