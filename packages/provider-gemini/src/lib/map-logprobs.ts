import { type Members, membersOf, objectsIn, textOf } from '@gw/provider-utils';
import type { ResponsesLogprob, ResponsesTopLogprob } from '@gw/schema';
import { numberOf } from './numbers.ts';

/**
 * The tokens of a text and the likeliest alternatives, which Gemini tells in two lists.
 * @see https://ai.google.dev/api/generate-content#LogprobsResult
 */
export function mapLogprobs(result: unknown): ResponsesLogprob[] {
  const { chosenCandidates, topCandidates } = membersOf(result);
  const tops = Array.isArray(topCandidates) ? topCandidates : [];
  return objectsIn(chosenCandidates).map((chosen, place) => ({
    ...toTopLogprob(chosen),
    top_logprobs: objectsIn(membersOf(tops[place]).candidates).map(toTopLogprob),
  }));
}

function toTopLogprob({ token, logProbability }: Members): ResponsesTopLogprob {
  const text = textOf(token);
  return {
    token: text,
    logprob: numberOf(logProbability),
    bytes: [...new TextEncoder().encode(text)],
  };
}
