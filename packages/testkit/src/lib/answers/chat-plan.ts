import type { ChatFinishReason, ChatFunctionToolCall, ChatRequest, ChatUsage } from '@gw/schema';
import { messageText } from './message-text.ts';
import { type SampleSchema, sampleFromSchema } from './sample-from-schema.ts';
import { stableId } from './stable-id.ts';
import { countTokens, splitTokens } from './tokens.ts';
import { planToolCalls } from './tool-calls.ts';

/** What will be said, before it is put into a JSON object or into chunks. */
export interface ChatPlan {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly ChatChoicePlan[];
  readonly usage: ChatUsage;
}

export interface ChatChoicePlan {
  readonly index: number;
  /** Empty when functions are called. */
  readonly tokens: readonly string[];
  readonly toolCalls: readonly ChatFunctionToolCall[];
  readonly finishReason: ChatFinishReason;
}

export function planChat(request: ChatRequest): ChatPlan {
  const toolCalls = planToolCalls(request);
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) =>
    toolCalls.length > 0
      ? { index, tokens: [], toolCalls, finishReason: 'tool_calls' as const }
      : planText(request, index),
  );
  return {
    id: stableId('chatcmpl-', [request.model, request.messages]),
    model: request.model,
    choices,
    usage: planUsage(request, choices),
  };
}

function planText(request: ChatRequest, index: number): ChatChoicePlan {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  const tokens = splitTokens(composeText(request, index));
  const finishReason = tokens.length > limit ? 'length' : 'stop';
  return { index, tokens: tokens.slice(0, limit), toolCalls: [], finishReason };
}

function composeText({ messages, response_format }: ChatRequest, index: number): string {
  if (response_format?.type === 'json_schema') {
    const schema = (response_format.json_schema?.schema ?? {}) as SampleSchema;
    return JSON.stringify(sampleFromSchema(schema), null, 1);
  }
  const last =
    messages.findLast(({ role }) => role === 'user' || role === 'tool') ?? messages.at(-1);
  const said = messageText(last);
  if (response_format?.type === 'json_object') return JSON.stringify({ answer: said }, null, 1);
  const opening = last?.role === 'tool' ? 'The tool said:' : 'You wrote:';
  return index === 0 ? `${opening} ${said}` : `(${index + 1}) ${opening} ${said}`;
}

function planUsage(request: ChatRequest, choices: readonly ChatChoicePlan[]): ChatUsage {
  const prompt = request.messages.reduce((sum, { content }) => sum + countTokens(content), 0);
  const completion = choices.reduce(
    (sum, { tokens, toolCalls }) =>
      sum +
      tokens.length +
      toolCalls.reduce((words, call) => words + countTokens(call.function), 0),
    0,
  );
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
