import type { ChatCompletion, ChatRequest, ChatResponseMessage } from '@gw/schema';
import { planLogprobs } from './chat-logprobs.ts';
import type { ChatChoicePlan, ChatPlan } from './chat-plan.ts';
import { createdAt } from './stable-id.ts';

/**
 * The chat completion object.
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function chatCompletion(plan: ChatPlan, request: ChatRequest): ChatCompletion {
  return {
    id: plan.id,
    object: 'chat.completion',
    created: createdAt,
    model: plan.model,
    choices: plan.choices.map((choice) => ({
      index: choice.index,
      message: chatMessage(choice),
      logprobs: planLogprobs(request, choice.tokens),
      finish_reason: choice.finishReason,
    })),
    usage: plan.usage,
    service_tier: 'default',
    system_fingerprint: 'fp_testkit',
  };
}

function chatMessage({ tokens, toolCalls }: ChatChoicePlan): ChatResponseMessage {
  const message: ChatResponseMessage = {
    role: 'assistant',
    content: tokens.join(''),
    refusal: null,
    annotations: [],
  };
  if (toolCalls.length === 0) return message;
  return { ...message, content: null, tool_calls: [...toolCalls] };
}
