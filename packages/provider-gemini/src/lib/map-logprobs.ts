import type { ResponsesLogprob, ResponsesTopLogprob } from '@gw/schema';
import { type Members, membersIn, membersOf, numberOf, textOf } from './members.ts';

/**
 * The tokens of a text and the likeliest alternatives, which Gemini tells in two lists.
 * @see https://ai.google.dev/api/generate-content#LogprobsResult
 */
export function mapLogprobs(result: unknown): ResponsesLogprob[] {
  const { chosenCandidates, topCandidates } = membersOf(result);
  const tops = Array.isArray(topCandidates) ? topCandidates : [];
  return membersIn(chosenCandidates).map((chosen, place) => ({
    ...toTopLogprob(chosen),
    top_logprobs: membersIn(membersOf(tops[place]).candidates).map(toTopLogprob),
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
