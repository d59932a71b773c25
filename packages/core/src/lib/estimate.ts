import type { ApiEvent, ApiRequest, ApiResponse } from './api.ts';
import { countCharacters, countWords, tokensOf } from './estimate-characters.ts';
import { objectsIn } from './objects-in.ts';
import type { DeepReadonly } from './payload.ts';
import type { Usage } from './usage.ts';

/** Counts what no upstream told: a call that was cancelled, or an upstream without usage. */
export function estimateUsage(request: DeepReadonly<ApiRequest>, outputCharacters: number): Usage {
  const inputTokens = estimateInput(request);
  const outputTokens = tokensOf(outputCharacters);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, estimated: true };
}

/** Tokens that a request has for the model to read: characters / 4, media flat. */
export function estimateInput(request: DeepReadonly<ApiRequest>): number {
  const { messages, input, prompt, instructions, tools } = request as Members;
  return tokensOf(countCharacters([messages, input, prompt, instructions]) + countWords(tools));
}

/** Characters of text in the deltas of an event. */
export function countEventCharacters(event: ApiEvent): number {
  return isTextDelta(event) ? event.delta.length : countInChoices(event, 'delta');
}

/** Characters of text in a whole response: the same as in the deltas of its stream. */
export function countResponseCharacters(response: DeepReadonly<ApiResponse>): number {
  const items = objectsIn((response as Members).output as readonly Members[]);
  const inItems = items.reduce((sum, item) => sum + countInItem(item), 0);
  return inItems + countInChoices(response, 'message');
}

type Members = Readonly<Record<string, unknown>>;

/** Sound comes as base64 in deltas of its own; what it says comes as a transcript beside it. */
function isTextDelta(event: object): event is { readonly delta: string } {
  const { type, delta } = event as Members;
  if (typeof type !== 'string' || typeof delta !== 'string') return false;
  return type.endsWith('.delta') && type !== 'response.audio.delta';
}

/** Upstreams may send anything here, and what only counts must not stumble over it. */
function countInItem({ content, summary, arguments: text, input }: Members): number {
  const parts = [content, summary].flatMap((list) => objectsIn(list as readonly Members[]));
  const texts = [text, input, ...parts.flatMap((part) => [part.text, part.refusal])];
  return texts.reduce<number>((sum, said) => sum + (typeof said === 'string' ? said.length : 0), 0);
}

function countInChoices(answer: object, member: 'delta' | 'message'): number {
  const choices: unknown = 'choices' in answer ? answer.choices : undefined;
  return Array.isArray(choices) ? countCharacters(choices.map((choice) => choice?.[member])) : 0;
}
