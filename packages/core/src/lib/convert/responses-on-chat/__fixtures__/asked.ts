import type { ChatRequest, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../../conversion.ts';
import { GatewayError } from '../../../errors.ts';
import { convertResponsesRequest } from '../request.ts';
import { createTestContext } from './stream-context.ts';

/** What chat is asked, as it goes over the wire. Clients send what no type knows, so anything goes in. */
export function asked(request: object, context: ConversionContext = createTestContext()) {
  const converted = convertResponsesRequest(request as ResponsesRequest, context);
  return JSON.parse(JSON.stringify(converted)) as ChatRequest;
}

/** The messages for these items. */
export function messagesFor(input: unknown, members: object = {}, context?: ConversionContext) {
  return asked({ model: 'm', input, ...members }, context).messages;
}

/** Code and param of the refusal. */
export function refusalOf(convert: () => unknown): readonly [string, string | null] {
  try {
    convert();
  } catch (error) {
    if (error instanceof GatewayError) return [error.code, error.param];
    throw error;
  }
  throw new Error('nothing was refused');
}
