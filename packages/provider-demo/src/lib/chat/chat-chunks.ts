import type { DeepReadonly } from '@gw/core';
import type {
  ChatChunk,
  ChatChunkChoice,
  ChatDelta,
  ChatRequest,
  ChatToolCall,
  ChatToolCallDelta,
} from '@gw/schema';
import { createdAt, modelId } from '../demo-model.ts';
import { splitJson } from '../words.ts';
import { planLogprobs } from './chat-logprobs.ts';
import type { ChatPlan, PlannedChoice } from './plan-chat.ts';

type Request = DeepReadonly<ChatRequest>;

/**
 * The plan as chunks, in groups that arrive together: the roles with the first word of every choice,
 * then the next word, at last the finish reasons and, where asked for, the usage.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events
 */
export function* toChatChunks(plan: ChatPlan, request: Request): Generator<ChatChunk[]> {
  const includesUsage = request.stream_options?.include_usage === true;
  const toChunk = (choices: ChatChunkChoice[]): ChatChunk => ({
    id: plan.id,
    object: 'chat.completion.chunk',
    created: createdAt,
    model: modelId,
    choices,
    // "All other chunks will also include a usage field, but with a null value."
    ...(includesUsage && { usage: null }),
  });
  const pieces = plan.choices.map((choice) => piecesOf(choice, request));
  const longest = Math.max(...pieces.map(({ length }) => length));
  const round = (at: number) =>
    pieces.flatMap((each) => each.slice(at, at + 1)).map((choice) => toChunk([choice]));
  yield [...plan.choices.map((choice) => toChunk([roleOf(choice)])), ...round(0)];
  for (let at = 1; at < longest; at++) yield round(at);
  const finishes = plan.choices.map(({ index, finishReason }) =>
    toChunk([{ index, delta: {}, logprobs: null, finish_reason: finishReason }]),
  );
  const usage = includesUsage ? [{ ...toChunk([]), usage: plan.usage }] : [];
  yield [...finishes, ...usage];
}

function roleOf({ index, toolCalls }: PlannedChoice): ChatChunkChoice {
  return piece(index, { role: 'assistant', content: toolCalls.length > 0 ? null : '' });
}

function piecesOf({ index, words, toolCalls }: PlannedChoice, request: Request): ChatChunkChoice[] {
  const calls = toolCalls.flatMap(callDeltas).map((call) => piece(index, { tool_calls: [call] }));
  const said = words.map((word) => ({
    ...piece(index, { content: word }),
    logprobs: planLogprobs(request, [word]),
  }));
  return [...calls, ...said];
}

function piece(index: number, delta: ChatDelta): ChatChunkChoice {
  return { index, delta, logprobs: null, finish_reason: null };
}

/** Id, type and name come once, in the first piece of a call; the text follows in pieces. */
function callDeltas(call: ChatToolCall, index: number): ChatToolCallDelta[] {
  if (call.type === 'custom') {
    const { id, type, custom } = call;
    const head = { index, id, type, custom: { name: custom.name, input: '' } };
    return [head, { index, custom: { input: custom.input } }];
  }
  const { id, type, function: called } = call;
  const head = { index, id, type, function: { name: called.name, arguments: '' } };
  const pieces = splitJson(called.arguments);
  return [head, ...pieces.map((text) => ({ index, function: { arguments: text } }))];
}
