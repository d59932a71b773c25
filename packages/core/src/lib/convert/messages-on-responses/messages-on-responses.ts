import type { Conversion } from '../../conversion.ts';
import { GatewayError } from '../../errors.ts';
import { collectMessage } from '../../messages/collect-message.ts';
import { toResponsesEvents } from '../../responses/render-events.ts';
import { collectThrough } from '../collect-through.ts';
import { convertMessagesRequest } from './request.ts';
import { openResponsesToMessages } from './stream.ts';

/** A Messages client on an upstream that speaks Responses. */
export const messagesOnResponses: Conversion<'messages', 'responses'> = {
  from: 'messages',
  to: 'responses',
  request: convertMessagesRequest,
  response(response, request, context) {
    const stream = openResponsesToMessages(request, context);
    const message = collectThrough(toResponsesEvents(response), stream, collectMessage());
    if (!message) throw new GatewayError('upstream_invalid_response', emptyMessage);
    return message;
  },
  openStream: openResponsesToMessages,
};

const emptyMessage = 'The upstream answered with a response that says nothing.';
