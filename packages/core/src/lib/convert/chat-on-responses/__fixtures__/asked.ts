import type { ChatRequest, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../../conversion.ts';
import { createTestContext } from '../../responses-on-chat/__fixtures__/stream-context.ts';
import { convertChatRequest } from '../request.ts';

/** What Responses is asked, as it goes over the wire. Clients send what no type knows, so anything goes in. */
export function asked(request: object, context: ConversionContext = createTestContext()) {
  const converted = convertChatRequest(request as ChatRequest, context);
  return JSON.parse(JSON.stringify(converted)) as ResponsesRequest;
}

/** The input for these messages. */
export function inputFor(messages: unknown, context?: ConversionContext) {
  return asked({ model: 'm', messages }, context).input;
}
