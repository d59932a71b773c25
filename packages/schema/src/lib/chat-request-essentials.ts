import { z } from 'zod';
import { arrayOf, isObject, misfit, type ShapeFault } from './shape.ts';

/**
 * What the gateway itself depends on in a chat request, and nothing else: roles, parts, tools and
 * settings it does not know are the upstream's to judge.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export const chatRequestEssentials = z.object({
  model: z.string().min(1),
  messages: arrayOf<{ role: string }>(checkMessage).check(z.minLength(1)),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.int().min(1).nullish(),
  tools: arrayOf<object>(checkTool).nullish(),
  prompt_cache_key: z.string().nullish(),
  safety_identifier: z.string().nullish(),
});

function checkMessage(message: unknown): ShapeFault | undefined {
  if (!isObject(message)) return misfit('object', message);
  if (typeof message.role === 'string') return undefined;
  return { path: ['role'], expected: 'string', input: message.role };
}

function checkTool(tool: unknown): ShapeFault | undefined {
  return isObject(tool) ? undefined : misfit('object', tool);
}
