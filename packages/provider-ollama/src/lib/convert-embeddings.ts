import type { DeepReadonly } from '@gw/core';
import { present, toBase64Floats, unsupported } from '@gw/provider-utils';
import type { EmbeddingsRequest, EmbeddingsResponse } from '@gw/schema';
import { noAnswer } from './judge-answer.ts';
import type { OllamaEmbedAnswer } from './ollama-api.ts';
import type { OllamaProviderSettings } from './settings.ts';

type Request = DeepReadonly<EmbeddingsRequest>;
type Members = Readonly<Record<string, unknown>>;

/**
 * A request for vectors in Ollama's words. What nobody here knows (`truncate`, say) goes along.
 * @throws {GatewayError} `unsupported_parameter` for tokens: which text they are only OpenAI knows.
 * @see https://docs.ollama.com/api/embed
 */
export function convertEmbeddingsRequest(
  request: Request,
  settings: Pick<OllamaProviderSettings, 'options' | 'keepAlive'>,
): object {
  const { input, encoding_format: _, user: __, dimensions, options, ...rest } = request as Members;
  const merged = { ...settings.options, ...(options as object | undefined) };
  return present({
    keep_alive: settings.keepAlive,
    ...rest,
    input: textsIn(input),
    dimensions: dimensions ?? undefined,
    options: Object.keys(merged).length > 0 ? merged : undefined,
  });
}

/** Always a list: a text alone that is empty would get no vector. */
function textsIn(input: unknown): unknown[] {
  const texts: unknown[] = Array.isArray(input) ? input : [input];
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong < 0) return texts;
  const param = Array.isArray(texts[wrong]) ? `input[${wrong}]` : 'input';
  throw unsupported(param, 'Ollama embeds texts; it takes no tokens.');
}

/**
 * The vectors in the encoding that was asked for.
 * @throws {GatewayError} `upstream_invalid_response` when there is not one for each text.
 */
export function convertEmbeddingsResponse(
  answer: OllamaEmbedAnswer,
  request: Request,
  provider: string,
): EmbeddingsResponse {
  const { embeddings, prompt_eval_count, model } = answer;
  const count = Array.isArray(request.input) ? request.input.length : 1;
  if (!Array.isArray(embeddings) || embeddings.length !== count) throw noAnswer(provider);
  const encode = request.encoding_format === 'base64' ? toBase64Floats : toNumbers;
  const tokens = prompt_eval_count ?? 0;
  return {
    object: 'list',
    data: embeddings.map((vector, index) => {
      if (!Array.isArray(vector)) throw noAnswer(provider);
      return { object: 'embedding', index, embedding: encode(vector) };
    }),
    model: model || request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function toNumbers(vector: readonly number[]): number[] {
  return [...vector];
}
