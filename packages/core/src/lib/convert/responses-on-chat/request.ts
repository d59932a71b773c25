import type { ChatRequest, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { convertMessages } from './messages.ts';
import { otherMembers } from './other-members.ts';
import { convertSettings } from './settings.ts';
import { convertToolChoice } from './tool-choice.ts';
import { createToolNames, type ToolNames } from './tool-names.ts';
import { convertTools } from './tools.ts';

/**
 * A Responses request for an upstream that speaks Chat Completions. References and
 * `previous_response_id` have been resolved: the input is the whole conversation.
 * @throws {GatewayError} `unsupported_parameter` naming what chat cannot say; `invalid_value`,
 * `invalid_type` or `missing_required_parameter` for what has no meaning.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export function convertResponsesRequest(
  request: DeepReadonly<ResponsesRequest>,
  context: ConversionContext,
): ChatRequest {
  const names = createToolNames(request.tools);
  const converted: DeepReadonly<Partial<ChatRequest>> = {
    ...otherMembers(request),
    ...convertSettings(request, context),
    ...convertToolSettings(request, names),
    messages: convertMessages(request, names, context),
  };
  // What goes on unchanged is read-only still; nobody edits a request in place.
  return { model: '', ...converted } as ChatRequest;
}

function convertToolSettings(
  request: DeepReadonly<ResponsesRequest>,
  names: ToolNames,
): DeepReadonly<Partial<ChatRequest>> {
  const tools = convertTools(request.tools, names);
  const tool_choice = convertToolChoice(request, names);
  if (tools.length === 0) return {};
  const { parallel_tool_calls } = request;
  return { tools, ...present({ tool_choice, parallel_tool_calls }) };
}
