import type { EmbeddingsInput, EmbeddingsRequest, EmbeddingsResponse } from '@gw/schema';
import { stableHash } from './stable-id.ts';
import { countTokens } from './tokens.ts';

type EmbeddingInput = string | readonly number[];

/**
 * The list of embeddings, of 8 numbers unless `dimensions` says otherwise, to keep failures
 * readable. A vector depends on its input alone, and its numbers are exact in 32
 * bits, so that both encodings give the same.
 * @see https://platform.openai.com/docs/api-reference/embeddings/create
 */
export function embeddingList(request: EmbeddingsRequest): EmbeddingsResponse {
  const inputs = toInputs(request.input);
  const tokens = inputs.reduce(
    (sum, input) => sum + (typeof input === 'string' ? countTokens(input) : input.length),
    0,
  );
  return {
    object: 'list',
    data: inputs.map((input, index) => {
      const vector = embed(input, request.dimensions ?? 8);
      const embedding = request.encoding_format === 'base64' ? toBase64(vector) : vector;
      return { object: 'embedding', index, embedding };
    }),
    model: request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function toInputs(input: EmbeddingsInput): readonly EmbeddingInput[] {
  if (typeof input === 'string') return [input];
  return isTokens(input) ? [input] : (input as readonly EmbeddingInput[]);
}

function isTokens(input: readonly unknown[]): input is readonly number[] {
  return typeof input[0] === 'number';
}

/** A unit vector, as OpenAI's are. */
function embed(input: EmbeddingInput, dimensions: number): number[] {
  const seed = JSON.stringify(input);
  const raw = Array.from(
    { length: dimensions },
    (_, at) => stableHash(`${at}:${seed}`) / 2 ** 31 - 1,
  );
  const length = Math.hypot(...raw);
  return raw.map((value) => Math.fround(value / length));
}

/** 32-bit floats, little-endian, as one base64 string. */
function toBase64(vector: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [at, value] of vector.entries()) view.setFloat32(at * 4, value, true);
  return btoa(
    Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join(''),
  );
}
