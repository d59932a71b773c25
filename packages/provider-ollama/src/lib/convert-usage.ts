import type { ChatUsage } from '@gw/schema';
import type { OllamaChatAnswer } from './ollama-api.ts';

/** The counts of an answer; `undefined` where the upstream told none. Durations are not tokens. */
export function convertUsage(answer: OllamaChatAnswer): ChatUsage | undefined {
  const { prompt_eval_count: read, eval_count: written } = answer;
  if (typeof read !== 'number' && typeof written !== 'number') return undefined;
  // A zero is left out on the wire.
  const prompt_tokens = read ?? 0;
  const completion_tokens = written ?? 0;
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
