import { type DeepReadonly, type JsonReply, payloadFromValue } from '@gw/core';
import type { EmbeddingsRequest, EmbeddingsResponse } from '@gw/schema';
import { z } from 'zod';
import { toBase64 } from '../base64.ts';
import { checkSettings, refuse, warnOfIgnored } from '../check-settings.ts';
import { modelId } from '../demo-model.ts';
import { countWords } from '../words.ts';
import { embedFeatures } from './embed.ts';
import { featuresOf } from './features.ts';

const defaultDimensions = 64;
const maxInputs = 2_048;

const embeddingsSettings = z.object({ dimensions: z.int().min(1).max(3_072).nullish() });
const honoured = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user']);

type Input = string | readonly number[];

/** @throws {GatewayError} 400 naming what the demo cannot do. */
export function answerEmbeddings(
  request: DeepReadonly<EmbeddingsRequest>,
): JsonReply<'embeddings'> {
  checkSettings(embeddingsSettings, request);
  const inputs = toInputs(request.input);
  if (inputs.length > maxInputs) {
    throw refuse('input', `The demo model embeds at most ${maxInputs} inputs at once.`);
  }
  const vectors = inputs.map((input, index) => {
    const param = inputs.length > 1 ? `input[${index}]` : 'input';
    return embedFeatures(featuresOf(input, param), request.dimensions ?? defaultDimensions);
  });
  const encode = request.encoding_format === 'base64' ? toBase64Floats : toNumbers;
  const response: EmbeddingsResponse = {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encode(vector),
    })),
    model: modelId,
    usage: countUsage(inputs),
  };
  const warnings = warnOfIgnored(request, honoured);
  return { status: 200, headers: {}, warnings, json: payloadFromValue(response) };
}

/** One text or several; one list of tokens or several. */
function toInputs(input: DeepReadonly<EmbeddingsRequest['input']>): readonly Input[] {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as readonly number[]] : (input as readonly Input[]);
}

/** A word of a text is a token, and a token is one. */
function countUsage(inputs: readonly Input[]): EmbeddingsResponse['usage'] {
  const tokens = inputs.reduce(
    (sum, input) => sum + (typeof input === 'string' ? countWords(input) : input.length),
    0,
  );
  return { prompt_tokens: tokens, total_tokens: tokens };
}

/** Little-endian, whatever this machine is. */
function toBase64Floats(vector: Float32Array): string {
  const view = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [at, value] of vector.entries()) view.setFloat32(at * 4, value, true);
  return toBase64(new Uint8Array(view.buffer));
}

function toNumbers(vector: Float32Array): number[] {
  return Array.from(vector);
}
