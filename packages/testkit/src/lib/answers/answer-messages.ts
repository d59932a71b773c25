import type { CountTokensRequest, CountTokensResponse, MessagesRequest } from '@gw/schema';
import type { Step } from '../upstream/step.ts';
import type { RouteInput } from './answer-request.ts';
import { countTokensShape, messagesShape } from './body-shapes.ts';
import { jsonSteps, streamSteps } from './json-steps.ts';
import { messagesFrames } from './messages-events.ts';
import { countPromptTokens, messageObject } from './messages-object.ts';
import { refuseMessages } from './refuse-messages.ts';

/** Anthropic's API. @see https://platform.claude.com/docs/en/api/messages/create */
export function answerMessages(input: RouteInput): Step[] {
  const refused = refuseMessages(input, messagesShape);
  if (refused !== undefined) return refused;
  const request = input.body as MessagesRequest;
  const message = messageObject(request, input.origin);
  return request.stream === true ? streamSteps(messagesFrames(message)) : jsonSteps(message);
}

/** @see https://platform.claude.com/docs/en/api/messages/count_tokens */
export function answerCountTokens(input: RouteInput): Step[] {
  const refused = refuseMessages(input, countTokensShape);
  if (refused !== undefined) return refused;
  const counted: CountTokensResponse = {
    input_tokens: countPromptTokens(input.body as CountTokensRequest),
  };
  return jsonSteps(counted);
}
