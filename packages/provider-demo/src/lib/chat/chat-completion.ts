import type { DeepReadonly } from '@gw/core';
import type { ChatChoice, ChatCompletion, ChatRequest } from '@gw/schema';
import { createdAt, modelId } from '../demo-model.ts';
import { planLogprobs } from './chat-logprobs.ts';
import type { ChatPlan, PlannedChoice } from './plan-chat.ts';

/** The plan as one JSON answer. */
export function toChatCompletion(
  { id, choices, usage }: ChatPlan,
  request: DeepReadonly<ChatRequest>,
): ChatCompletion {
  return {
    id,
    object: 'chat.completion',
    created: createdAt,
    model: modelId,
    choices: choices.map((choice) => toChoice(choice, request)),
    usage,
  };
}

function toChoice(
  { index, words, toolCalls, finishReason }: PlannedChoice,
  request: DeepReadonly<ChatRequest>,
): ChatChoice {
  const isCall = toolCalls.length > 0;
  return {
    index,
    message: {
      role: 'assistant',
      content: isCall ? null : words.join(''),
      refusal: null,
      ...(isCall && { tool_calls: [...toolCalls] }),
    },
    logprobs: isCall ? null : planLogprobs(request, words),
    finish_reason: finishReason,
  };
}
