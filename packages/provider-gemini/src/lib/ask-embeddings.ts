import { type DeepReadonly, payloadFromValue } from '@gw/core';
import {
  type Members,
  membersOf,
  objectsIn,
  present,
  toBase64Floats,
  unsupported,
} from '@gw/provider-utils';
import type { EmbeddingsRequest, EmbeddingsResponse } from '@gw/schema';
import type { Asked } from './asked.ts';
import { toModelName } from './endpoints.ts';
import { readJsonReply } from './read-json-reply.ts';

/**
 * Vectors: one text by `embedContent`, several by `batchEmbedContents`.
 * @throws {GatewayError} `unsupported_parameter` for tokens, and for members that Gemini has not.
 * @see https://ai.google.dev/api/embeddings
 */
export function askEmbeddings(request: DeepReadonly<EmbeddingsRequest>, model: string): Asked {
  const { input, encoding_format } = request;
  const settings = settingsOf(request);
  const requests = textsIn(input).map((text) => ({
    model: toModelName(model),
    content: { parts: [{ text }] },
    ...settings,
  }));
  const [only] = requests;
  const isSingle = typeof input === 'string' && only !== undefined;
  const warnings = request.user == null ? [] : ['"user" was left out: Gemini has none.'];
  return {
    method: isSingle ? 'embedContent' : 'batchEmbedContents',
    body: isSingle ? only : { requests },
    async read(reply, reading) {
      const answer = await readJsonReply(reply, reading);
      const vectors = isSingle ? [answer.embedding] : objectsIn(answer.embeddings);
      const encode = encoding_format === 'base64' ? toBase64Floats : (vector: number[]) => vector;
      const response = {
        object: 'list',
        data: vectors.map((embedding, index) => ({
          object: 'embedding',
          index,
          embedding: encode(valuesIn(embedding)),
        })),
        model,
        ...usageOf(answer),
      } as EmbeddingsResponse;
      const { status, headers } = reply;
      return { status, headers, warnings, json: payloadFromValue(response) };
    },
  };
}

function textsIn(input: unknown): string[] {
  const inputs = Array.isArray(input) ? input : [input];
  return inputs.map((text: unknown, place) => {
    if (typeof text === 'string') return text;
    const param = Array.isArray(text) ? `input[${place}]` : 'input';
    throw unsupported(param, 'it embeds texts, not tokens.');
  });
}

const known = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user', 'stream']);
/** Members of Gemini's own request. */
const own = new Set(['taskType', 'title', 'outputDimensionality']);

function settingsOf(request: DeepReadonly<EmbeddingsRequest>): Members {
  const { dimensions } = request;
  const others = Object.entries(present(request)).filter(([name]) => !known.has(name));
  for (const [name] of others) {
    if (!own.has(name)) throw unsupported(name, 'its embeddings have no such setting.');
  }
  return {
    ...(dimensions != null && { outputDimensionality: dimensions }),
    ...Object.fromEntries(others),
  };
}

function valuesIn(embedding: unknown): number[] {
  const { values } = membersOf(embedding);
  return Array.isArray(values) ? values : [];
}

/** Not all models tell; the gateway then estimates. */
function usageOf({ usageMetadata }: Members): Partial<Pick<EmbeddingsResponse, 'usage'>> {
  const { promptTokenCount: tokens } = membersOf(usageMetadata);
  if (typeof tokens !== 'number') return {};
  return { usage: { prompt_tokens: tokens, total_tokens: tokens } };
}
