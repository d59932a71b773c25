import { respond } from '../../behaviours/respond.ts';
import type { EmbeddingsAnswer, ImagesAnswer } from '../../provider-suite/provider-wire.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { geminiJson } from './gemini-answer.ts';
import { geminiUsage } from './gemini-chat.ts';

/** One vector in one object, or several in a list. @see https://ai.google.dev/api/embeddings */
export function geminiEmbeddings({ vectors, tokens }: EmbeddingsAnswer): Behaviour {
  return (steps, request, context) => {
    const embeddings = vectors.map((values) => ({ values }));
    const vector = request.path.endsWith(':embedContent')
      ? { embedding: embeddings[0] }
      : { embeddings };
    const json = { ...vector, usageMetadata: { promptTokenCount: tokens } };
    return respond({ json })(steps, request, context);
  };
}

/**
 * Pictures of Imagen under `:predict`, of Gemini's own models as parts of an answer.
 * @see https://ai.google.dev/gemini-api/docs/imagen
 * @see https://ai.google.dev/gemini-api/docs/image-generation
 */
export function geminiImages({ pictures }: ImagesAnswer): Behaviour {
  return (steps, request, context) => {
    if (!request.path.endsWith(':predict')) {
      const parts = pictures.map((data) => ({ inlineData: { mimeType: 'image/png', data } }));
      const members = { usageMetadata: geminiUsage(5, 1290) };
      return geminiJson({ parts, finishReason: 'STOP', members })(steps, request, context);
    }
    const predictions = pictures.map((bytesBase64Encoded) => ({
      mimeType: 'image/png',
      bytesBase64Encoded,
    }));
    return respond({ json: { predictions } })(steps, request, context);
  };
}

/** @see https://ai.google.dev/api/tokens */
export function geminiTokens(totalTokens: number): Behaviour {
  return respond({
    json: { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] },
  });
}

/**
 * Models, so many a page. @see https://ai.google.dev/api/models#method:-models.list
 * @param perPage Default: all on one.
 */
export function geminiModels(ids: readonly string[], perPage = ids.length): Behaviour {
  return (steps, request, context) => {
    const start = Number(request.query.get('pageToken') ?? 0);
    const end = start + perPage;
    const json = {
      models: ids.slice(start, end).map(toModel),
      ...(end < ids.length && { nextPageToken: `${end}` }),
    };
    return respond({ json })(steps, request, context);
  };
}

function toModel(id: string): object {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
  };
}
