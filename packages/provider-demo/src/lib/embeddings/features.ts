import { refuse } from '../check-settings.ts';

/** As much as OpenAI's models take. */
const maxWords = 8_192;

/**
 * What a text or a list of tokens is made of: its words, and each pair of neighbours, so that their
 * order counts. Case and punctuation do not.
 * @throws {GatewayError} 400 blaming `param` for what is too long.
 */
export function featuresOf(input: string | readonly number[], param: string): string[] {
  const words =
    typeof input === 'string'
      ? (input.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]+/gu) ?? [])
      : input.map((token) => `#${token}`);
  if (words.length > maxWords) {
    throw refuse(param, `"${param}" is longer than the demo model's ${maxWords} words.`);
  }
  const pairs = words.slice(1).map((word, before) => `${words[before]} ${word}`);
  return [...words, ...pairs];
}
