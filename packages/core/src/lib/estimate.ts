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
  const { messages, input, prompt, instructions, system, tools } = request as Members;
  const said = [messages, input, prompt, instructions, system];
  return tokensOf(countCharacters(said) + countWords(tools));
}

/** Characters of text in the deltas of an event. */
export function countEventCharacters(event: ApiEvent): number {
  const delta: unknown = 'delta' in event ? event.delta : undefined;
  if (typeof delta === 'object' && delta !== null) return countInBlock(delta as Members);
  return isTextDelta(event) ? event.delta.length : countInChoices(event, 'delta');
}

/** Characters of text in a whole response: the same as in the deltas of its stream. */
export function countResponseCharacters(response: DeepReadonly<ApiResponse>): number {
  const { output, content } = response as Members;
  const items = objectsIn(output as readonly Members[]).map(countInItem);
  const blocks = objectsIn(content as readonly Members[]).map(countInBlock);
  const counted = [...items, ...blocks].reduce((sum, characters) => sum + characters, 0);
  return counted + countInChoices(response, 'message');
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
  return countTexts([text, input, ...parts.flatMap((part) => [part.text, part.refusal])]);
}

/** A content block of the Messages API, or a delta of one; whole input is counted as its JSON. */
function countInBlock({ text, thinking, partial_json, input }: Members): number {
  const json = typeof input === 'object' && input !== null ? JSON.stringify(input) : undefined;
  return countTexts([text, thinking, partial_json, json]);
}

function countTexts(texts: readonly unknown[]): number {
  return texts.reduce<number>((sum, said) => sum + (typeof said === 'string' ? said.length : 0), 0);
}

function countInChoices(answer: object, member: 'delta' | 'message'): number {
  const choices: unknown = 'choices' in answer ? answer.choices : undefined;
  return Array.isArray(choices) ? countCharacters(choices.map((choice) => choice?.[member])) : 0;
}
