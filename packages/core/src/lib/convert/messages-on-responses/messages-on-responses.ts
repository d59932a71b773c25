import type { Conversion } from '../../conversion.ts';
import { GatewayError } from '../../errors.ts';
import { collectMessage } from '../../messages/collect-message.ts';
import { toResponsesEvents } from '../../responses/render-events.ts';
import { convertMessagesRequest } from './request.ts';
import { openResponsesToMessages } from './stream.ts';

/** A Messages client on an upstream that speaks Responses. */
export const messagesOnResponses: Conversion<'messages', 'responses'> = {
  from: 'messages',
  to: 'responses',
  request: convertMessagesRequest,
  // By the way of its stream, so that both tell the same blocks.
  response(response, request, context) {
    const stream = openResponsesToMessages(request, context);
    const collector = collectMessage();
    for (const event of toResponsesEvents(response)) stream.push(event).forEach(collector.push);
    stream.end().forEach(collector.push);
    const message = collector.end();
    if (!message) throw new GatewayError('upstream_invalid_response', emptyMessage);
    return message;
  },
  openStream: openResponsesToMessages,
};

const emptyMessage = 'The upstream answered with a response that says nothing.';
