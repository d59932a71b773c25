import { z } from 'zod';

/** OpenAI's own bounds; without them one small request could ask for an answer of any size. */
const maxChoices = 128;
const maxAlternatives = 20;
const maxStops = 4;

const count = z.int().min(1).nullish();

/** What the demo reads beyond what the gateway has checked, with the bounds it sets itself. */
export const chatSettings = z.object({
  n: z.int().min(1).max(maxChoices).nullish(),
  max_tokens: count,
  max_completion_tokens: count,
  stop: z.union([z.string(), z.array(z.string()).max(maxStops)]).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(maxAlternatives).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: z.object({ type: z.enum(['text', 'json_object', 'json_schema']) }).nullish(),
});

/** Settings that change the answer, and those that ask for nothing that could be missed. */
export const honouredInChat: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'n',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'response_format',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'logprobs',
  'top_logprobs',
  // The same seed gets the same answer: so does every other.
  'seed',
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
]);
