import type { ApiEvent, ApiRequest, ApiResponse } from './api.ts';
import { maxNesting } from './json-members.ts';
import type { DeepReadonly } from './payload.ts';
import type { Usage } from './usage.ts';

/** Characters a token, on average over English text; good enough for what nobody counted. */
const charactersPerToken = 4;

/** What one picture costs, whatever its bytes: a base64 text is not a prompt. */
const charactersPerMedia = 1000 * charactersPerToken;

/** Members that carry media or long opaque text, never words. */
const mediaMembers = new Set(['image_url', 'input_audio', 'file', 'audio', 'b64_json']);

/** Counts what no upstream told: a call that was cancelled, or an upstream without usage. */
export function estimateUsage(request: DeepReadonly<ApiRequest>, outputCharacters: number): Usage {
  const members = request as Readonly<Record<string, unknown>>;
  const input = [members.messages, members.input, members.prompt, members.tools];
  const inputTokens = tokens(countCharacters(input));
  const outputTokens = tokens(outputCharacters);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, estimated: true };
}

/** Characters of text in the deltas of an event. */
export function countEventCharacters(event: ApiEvent): number {
  return countInChoices(event, 'delta');
}

/** Characters of text in a whole response. */
export function countResponseCharacters(response: DeepReadonly<ApiResponse>): number {
  return countInChoices(response, 'message');
}

/** Upstreams may send anything here, and what only counts must not stumble over it. */
function countInChoices(answer: object, member: 'delta' | 'message'): number {
  const choices: unknown = 'choices' in answer ? answer.choices : undefined;
  return Array.isArray(choices) ? countCharacters(choices.map((choice) => choice?.[member])) : 0;
}

function tokens(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}

/** @param depth levels above `value`. What lies deeper than any text does is not counted. */
function countCharacters(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length;
  // A number inside an input is a token already.
  if (typeof value === 'number') return charactersPerToken;
  if (typeof value !== 'object' || value === null || depth > maxNesting) return 0;
  let sum = 0;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'role' || name === 'type' || name === 'id') continue;
    sum +=
      mediaMembers.has(name) && member ? charactersPerMedia : countCharacters(member, depth + 1);
  }
  return sum;
}
