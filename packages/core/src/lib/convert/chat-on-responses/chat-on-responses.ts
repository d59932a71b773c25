import type { Conversion } from '../../conversion.ts';
import { GatewayError } from '../../errors.ts';
import { collectChat } from '../../operations/chat-collect.ts';
import { toResponsesEvents } from '../../responses/render-events.ts';
import { collectThrough } from '../collect-through.ts';
import { convertChatRequest } from './request.ts';
import { openResponsesToChat } from './stream.ts';

/** A chat client on an upstream that speaks Responses. */
export const chatOnResponses: Conversion<'chat', 'responses'> = {
  from: 'chat',
  to: 'responses',
  request: convertChatRequest,
  response(response, request, context) {
    const stream = openResponsesToChat(request, context);
    const completion = collectThrough(toResponsesEvents(response), stream, collectChat());
    if (!completion) throw new GatewayError('upstream_invalid_response', emptyMessage);
    return completion;
  },
  openStream: openResponsesToChat,
};

const emptyMessage = 'The upstream answered with a response that says nothing.';
