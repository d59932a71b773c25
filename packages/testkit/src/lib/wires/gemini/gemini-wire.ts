import type { ProviderWire } from '../../provider-suite/provider-wire.ts';
import { geminiChat } from './gemini-chat.ts';
import { geminiErrorInStream, geminiRefusal } from './gemini-errors.ts';
import { geminiEmbeddings, geminiImages, geminiModels, geminiTokens } from './gemini-others.ts';
import { geminiResponses } from './gemini-responses.ts';

/**
 * The wire of the Gemini API.
 * @see https://ai.google.dev/api
 */
export function geminiWire(): ProviderWire {
  return {
    isNative: false,
    basePath: '/v1beta',
    answers: {
      chat: geminiChat,
      embeddings: geminiEmbeddings,
      images: geminiImages,
      responses: geminiResponses,
      input_tokens: geminiTokens,
      models: (ids) => geminiModels(ids),
    },
    refusal: geminiRefusal,
    refusalFields: ['param', 'code'],
    errorInStream: (message) => geminiErrorInStream(1, message),
  };
}
