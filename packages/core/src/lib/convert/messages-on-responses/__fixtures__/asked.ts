import type { MessagesRequest, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../../conversion.ts';
import { createTestContext } from '../../responses-on-chat/__fixtures__/stream-context.ts';
import { convertMessagesRequest } from '../request.ts';

/**
 * What Responses is asked, as it goes over the wire. Clients send what no type knows, so anything goes
 * in; what every request has need not be named.
 */
export function asked(members: object, context: ConversionContext = createTestContext()) {
  const request = { model: 'm', max_tokens: 64, messages: [], ...members } as MessagesRequest;
  return JSON.parse(JSON.stringify(convertMessagesRequest(request, context))) as ResponsesRequest;
}

/** The items for these messages, behind which somebody asks to go on. */
export function inputFor(messages: readonly object[], context?: ConversionContext) {
  const { input } = asked({ messages: [...messages, { role: 'user', content: 'go' }] }, context);
  if (!Array.isArray(input)) throw new Error('the input is no list');
  return input.slice(0, -1);
}

/** The items for one message of the user with these blocks. */
export function itemsFor(...content: readonly unknown[]) {
  return asked({ messages: [{ role: 'user', content }] }).input;
}
