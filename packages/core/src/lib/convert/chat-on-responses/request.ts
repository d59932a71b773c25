import type { ChatRequest, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { convertMessages } from './messages.ts';
import { otherMembers } from './other-members.ts';
import { convertSettings } from './settings.ts';
import { convertToolChoice } from './tool-choice.ts';
import { convertTools } from './tools.ts';

/**
 * A chat request for an upstream that speaks Responses.
 * @throws {GatewayError} `unsupported_parameter` naming what Responses cannot say; `invalid_value`,
 * `invalid_type` or `missing_required_parameter` for what has no meaning.
 * @see https://developers.openai.com/api/reference/resources/responses/methods/create
 */
export function convertChatRequest(
  request: DeepReadonly<ChatRequest>,
  context: ConversionContext,
): ResponsesRequest {
  const tools = convertTools(request);
  const tool_choice = convertToolChoice(request);
  const converted: DeepReadonly<ResponsesRequest> = {
    ...otherMembers(request, context),
    ...convertSettings(request, context),
    ...present({ tools: tools.length > 0 ? tools : undefined, tool_choice }),
    input: convertMessages(request.messages, context),
  };
  // What goes on unchanged is read-only still; nobody edits a request in place.
  return converted as ResponsesRequest;
}
