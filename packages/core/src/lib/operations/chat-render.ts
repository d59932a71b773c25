import type { ChatChunk, ChatCompletion } from '@gw/schema';
import { objectsIn } from '../objects-in.ts';
import type { DeepReadonly } from '../payload.ts';

type Choice = DeepReadonly<ChatCompletion>['choices'][number];

/** A whole completion as a stream would have told it: each choice, its finish, then the usage. */
export function toChatChunks(completion: DeepReadonly<ChatCompletion>): ChatChunk[] {
  const { choices, usage, ...rest } = completion;
  const head = { ...rest, object: 'chat.completion.chunk' as const };
  // Compatible upstreams leave them out of answers without any.
  const chunks: unknown[] = objectsIn(choices).flatMap((choice) => [
    { ...head, choices: [toDelta(choice)] },
    { ...head, choices: [{ index: choice.index, delta: {}, finish_reason: choice.finish_reason }] },
  ]);
  if (usage) chunks.push({ ...head, choices: [], usage });
  return chunks as ChatChunk[];
}

function toDelta({ message, finish_reason: _, ...choice }: Choice) {
  const { tool_calls: calls, ...delta } = message ?? {};
  const toolCalls = calls && objectsIn(calls).map((call, index) => ({ index, ...call }));
  return {
    ...choice,
    delta: toolCalls ? { ...delta, tool_calls: toolCalls } : delta,
    finish_reason: null,
  };
}
