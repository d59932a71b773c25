import { z } from 'zod';
import type { MessagesMessage } from './messages-request.ts';
import { arrayOf, isObject, misfit, type ShapeFault } from './shape.ts';

const prompt = {
  model: z.string().min(1),
  messages: arrayOf<MessagesMessage>(checkMessage).check(z.minLength(1)),
  system: z.union([z.string(), arrayOf<object>(checkObject)]).nullish(),
  tools: arrayOf<object>(checkObject).nullish(),
  tool_choice: z.object({ type: z.string() }).nullish(),
  thinking: z.object({ type: z.string() }).nullish(),
  output_config: z.object({ format: z.object({ type: z.string() }).nullish() }).nullish(),
};

/**
 * What the gateway itself depends on in a request of Anthropic's API, and nothing else: blocks, tools
 * and settings that it does not know are the upstream's to judge.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export const messagesRequestEssentials = z.object({
  ...prompt,
  max_tokens: z.int().min(0),
  stream: z.boolean().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  stop_sequences: arrayOf<string>(checkString).nullish(),
  service_tier: z.string().nullish(),
  metadata: z.object({ user_id: z.string().nullish() }).nullish(),
});

/** @see https://platform.claude.com/docs/en/api/messages/count_tokens */
export const countTokensRequestEssentials = z.object(prompt);

function checkMessage(message: unknown): ShapeFault | undefined {
  if (!isObject(message)) return misfit('object', message);
  if (typeof message.role !== 'string') {
    return { path: ['role'], expected: 'string', input: message.role };
  }
  const { content } = message;
  if (typeof content === 'string' || Array.isArray(content)) return undefined;
  return { path: ['content'], expected: 'a string or an array of blocks', input: content };
}

function checkObject(value: unknown): ShapeFault | undefined {
  return isObject(value) ? undefined : misfit('object', value);
}

function checkString(value: unknown): ShapeFault | undefined {
  return typeof value === 'string' ? undefined : misfit('string', value);
}
