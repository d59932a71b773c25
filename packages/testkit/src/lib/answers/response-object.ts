import type {
  ResponseResource,
  ResponsesRequest,
  ResponsesTool,
  ResponsesToolChoice,
} from '@gw/schema';
import type { ResponsesPlan } from './responses-plan.ts';
import { createdAt } from './stable-id.ts';

/**
 * The response when it begins: no output yet, and the tier that was asked for.
 * @see https://platform.openai.com/docs/api-reference/responses/object
 */
export function openedResponse(plan: ResponsesPlan, request: ResponsesRequest): ResponseResource {
  return {
    id: plan.id,
    object: 'response',
    created_at: createdAt,
    completed_at: null,
    status: 'in_progress',
    incomplete_details: null,
    error: null,
    output: [],
    usage: null,
    ...echoPrompt(request),
    ...echoSettings(request),
  };
}

/** The response when all is said. */
export function finishedResponse(plan: ResponsesPlan, request: ResponsesRequest): ResponseResource {
  const opened = openedResponse(plan, request);
  const { incompleteReason: reason = 'max_output_tokens' } = plan;
  return {
    ...opened,
    status: plan.isIncomplete ? 'incomplete' : 'completed',
    completed_at: plan.isIncomplete ? null : createdAt + 1,
    incomplete_details: plan.isIncomplete ? { reason } : null,
    output: [...plan.items],
    usage: plan.usage,
    service_tier: opened.service_tier === 'auto' ? 'default' : opened.service_tier,
  };
}

function echoPrompt(request: ResponsesRequest) {
  return {
    model: request.model ?? '',
    previous_response_id: null,
    instructions: request.instructions ?? null,
    tools: (request.tools ?? []).map(echoTool),
    tool_choice: echoToolChoice(request.tool_choice),
    text: {
      format: request.text?.format ?? { type: 'text' as const },
      verbosity: request.text?.verbosity ?? 'medium',
    },
    reasoning: {
      effort: request.reasoning?.effort ?? null,
      summary: request.reasoning?.summary ?? null,
    },
  };
}

function echoSettings(request: ResponsesRequest) {
  return {
    temperature: request.temperature ?? 1,
    top_p: request.top_p ?? 1,
    presence_penalty: request.presence_penalty ?? 0,
    frequency_penalty: request.frequency_penalty ?? 0,
    top_logprobs: request.top_logprobs ?? 0,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    truncation: request.truncation ?? 'disabled',
    store: request.store ?? true,
    background: false,
    service_tier: request.service_tier ?? 'auto',
    metadata: request.metadata ?? {},
    safety_identifier: request.safety_identifier ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
  };
}

/** A function is shown with all its members. */
function echoTool(tool: ResponsesTool): ResponsesTool {
  if (tool.type !== 'function') return tool;
  const { description = null, parameters = null, strict = null } = tool;
  return { ...tool, description, parameters, strict: strict ?? true };
}

function echoToolChoice(choice: ResponsesRequest['tool_choice']): ResponsesToolChoice {
  if (choice == null) return 'auto';
  if (typeof choice === 'string' || choice.type !== 'allowed_tools') return choice;
  return { ...choice, mode: choice.mode ?? 'auto' };
}
