import type {
  ChatChunk,
  ChatChunkChoice,
  ChatDelta,
  ChatFinishReason,
  ChatRequest,
  ChatToolCallDelta,
  ChatUsage,
} from '@gw/schema';
import { doneFrame, sseFrame } from '../sse-frame.ts';
import { planLogprobs } from './chat-logprobs.ts';
import type { ChatChoicePlan, ChatPlan } from './chat-plan.ts';
import { createdAt } from './stable-id.ts';

/**
 * The frames of a chat completion stream: roles, then what is said (choices and parallel calls take
 * turns), then the finish reasons, then usage if it was asked for, then `[DONE]`.
 * @see https://platform.openai.com/docs/api-reference/chat-streaming
 */
export function chatFrames(plan: ChatPlan, request: ChatRequest): string[] {
  // "All other chunks will also include a usage field, but with a null value."
  const includeUsage = request.stream_options?.include_usage === true;
  const chunk = (choices: ChatChunkChoice[], usage: ChatUsage | null = null) =>
    sseFrame({
      id: plan.id,
      object: 'chat.completion.chunk',
      created: createdAt,
      model: plan.model,
      service_tier: 'default',
      system_fingerprint: 'fp_testkit',
      choices,
      ...(includeUsage ? { usage } : {}),
    } satisfies ChatChunk);
  return [
    ...plan.choices.map((choice) => chunk([roleChunk(choice)])),
    ...takeTurns(plan.choices.map((choice) => contentChunks(choice, request))).map((each) =>
      chunk([each]),
    ),
    ...plan.choices.map((choice) => chunk([delta(choice, {}, choice.finishReason)])),
    ...(includeUsage ? [chunk([], plan.usage)] : []),
    doneFrame,
  ];
}

function roleChunk(choice: ChatChoicePlan): ChatChunkChoice {
  const content = choice.toolCalls.length > 0 ? null : '';
  return delta(choice, { role: 'assistant', content, refusal: null });
}

function contentChunks(choice: ChatChoicePlan, request: ChatRequest): ChatChunkChoice[] {
  const said = choice.tokens.map((token) => ({
    ...delta(choice, { content: token }),
    logprobs: planLogprobs(request, [token]),
  }));
  const called = takeTurns(choice.toolCalls.map((_, index) => callDeltas(choice, index)));
  return [...said, ...called.map((call) => delta(choice, { tool_calls: [call] }))];
}

/**
 * Id, type and name come once, in the call's first delta; its arguments follow in pieces, told
 * apart by `index`.
 */
function callDeltas({ toolCalls }: ChatChoicePlan, index: number): ChatToolCallDelta[] {
  const call = toolCalls[index];
  if (call === undefined) return [];
  const pieces = call.function.arguments.match(/.{1,8}/gsu) ?? [];
  return [
    { index, ...call, function: { name: call.function.name, arguments: '' } },
    ...pieces.map((piece) => ({ index, function: { arguments: piece } })),
  ];
}

function delta(
  { index }: ChatChoicePlan,
  change: ChatDelta,
  finishReason: ChatFinishReason | null = null,
): ChatChunkChoice {
  return { index, delta: change, logprobs: null, finish_reason: finishReason };
}

/**
 * The first of each list, then the second of each, and so on: `[[1, 2, 3], ['a']]` → `[1, 'a', 2,
 * 3]`.
 */
function takeTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  ).flat();
}
