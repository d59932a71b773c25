import { z } from 'zod';
import type { ResponsesInputItem } from './responses-items.ts';
import { metadata } from './responses-metadata.ts';
import { arrayOf, findInItems, isObject, misfit, type ShapeFault, shape } from './shape.ts';

const prompt = {
  model: z.string().min(1).nullish(),
  input: shape<string | ResponsesInputItem[]>(checkInput).nullish(),
  instructions: z.string().nullish(),
  previous_response_id: z.string().min(1).nullish(),
};

const settings = {
  tools: arrayOf<{ type: string }>(checkTool).nullish(),
  tool_choice: z.union([z.string(), z.object({ type: z.string() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  text: z.object({ format: z.object({ type: z.string() }).nullish() }).nullish(),
  reasoning: shape<object>(checkObject).nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
};

/**
 * What the gateway itself depends on in a Responses request, and the bounds that the contract sets:
 * item types, tools and members that it does not know are the upstream's to judge.
 * @see https://www.openresponses.org/specification
 */
export const responsesRequestEssentials = z.object({
  ...prompt,
  ...settings,
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_obfuscation: z.boolean().nullish() }).nullish(),
  store: z.boolean().nullish(),
  background: z.boolean().nullish(),
  include: arrayOf<string>(checkString).nullish(),
  metadata: metadata.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().nullish(),
  frequency_penalty: z.number().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  max_tool_calls: z.int().min(1).nullish(),
  service_tier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  safety_identifier: z.string().nullish(),
});

/** @see https://www.openresponses.org/specification */
export const compactRequestEssentials = z.object({
  ...prompt,
  prompt_cache_key: z.string().nullish(),
});

/** @see https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens/methods/count */
export const inputTokensRequestEssentials = z.object({ ...prompt, ...settings });

function checkInput(input: unknown): ShapeFault | undefined {
  if (typeof input === 'string') return undefined;
  if (!Array.isArray(input)) return misfit('a string or an array of items', input);
  return findInItems(input, checkItem);
}

/** A message may leave out its `type`, a reference too. */
function checkItem(item: unknown): ShapeFault | undefined {
  if (!isObject(item)) return misfit('object', item);
  if (typeof item.type === 'string') return undefined;
  if (item.type == null && (typeof item.role === 'string' || typeof item.id === 'string'))
    return undefined;
  return { path: ['type'], expected: 'string', input: item.type };
}

function checkObject(value: unknown): ShapeFault | undefined {
  return isObject(value) ? undefined : misfit('object', value);
}

function checkString(value: unknown): ShapeFault | undefined {
  return typeof value === 'string' ? undefined : misfit('string', value);
}

function checkTool(tool: unknown): ShapeFault | undefined {
  if (!isObject(tool)) return misfit('object', tool);
  if (typeof tool.type === 'string') return undefined;
  return { path: ['type'], expected: 'string', input: tool.type };
}
