import { z } from 'zod';
import type { EmbeddingsInput } from './embeddings.ts';
import { findInItems, misfit, type ShapeFault, shape } from './shape.ts';

/**
 * What the gateway itself depends on in an embeddings request.
 * @see https://developers.openai.com/api/reference/resources/embeddings/methods/create
 */
export const embeddingsRequestEssentials = z.object({
  model: z.string().min(1),
  input: shape<EmbeddingsInput>(checkInput),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).nullish(),
});

/** The first item decides what all are: texts, tokens, or arrays of tokens. */
function checkInput(input: unknown): ShapeFault | undefined {
  if (typeof input === 'string') return undefined;
  const first: unknown = Array.isArray(input) ? input[0] : undefined;
  if (!Array.isArray(input) || first === undefined) return noInput(input);
  if (typeof first === 'string') return findInItems(input, checkText);
  if (Array.isArray(first)) return findInItems(input, checkTokens);
  return typeof first === 'number' ? checkTokens(input) : noInput(input);
}

function noInput(input: unknown): ShapeFault {
  return misfit('a string, an array of strings, or token arrays', input);
}

function checkText(text: unknown): ShapeFault | undefined {
  return typeof text === 'string' ? undefined : misfit('string', text);
}

function checkTokens(tokens: unknown): ShapeFault | undefined {
  return Array.isArray(tokens) ? findInItems(tokens, checkToken) : misfit('array', tokens);
}

function checkToken(token: unknown): ShapeFault | undefined {
  return Number.isInteger(token) ? undefined : misfit('int', token);
}
