import {
  type CallOptions,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
} from '@gw/core';
import type { Model } from '@gw/schema';
import { answerChat } from './chat/answer-chat.ts';
import { createdAt, modelId } from './demo-model.ts';
import { answerEmbeddings } from './embeddings/answer-embeddings.ts';
import { answerImages } from './images/answer-images.ts';

export interface DemoProviderSettings {
  /** Name of this provider in model ids, errors and events. Default: `demo`. */
  readonly id?: string | undefined;
  /** Pause between two words of a stream, in ms; 0 for tests. Default: 20. */
  readonly wordDelayMs?: number | undefined;
}

/**
 * A provider that answers by itself, with no key and no network: the first minute with gw, examples,
 * and tests of what stands around a provider. It has one model, `demo`, which says in every text that
 * it is one. The same request gets the same answer, to the byte.
 * @throws {TypeError} for a `wordDelayMs` that is no time.
 */
export function createDemoProvider(settings: DemoProviderSettings = {}): Provider {
  const { id = 'demo', wordDelayMs = 20 } = settings;
  if (!(Number.isFinite(wordDelayMs) && wordDelayMs >= 0)) {
    throw new TypeError('createDemoProvider: "wordDelayMs" must be a number of milliseconds.');
  }
  return {
    specVersion: 1,
    id,
    capabilities: { apis: ['chat', 'embeddings', 'images'], streamUsage: true },
    async call(request, options) {
      options.signal.throwIfAborted();
      if (request.model !== modelId) throw unknownModel(request.model);
      return answer(request, options, wordDelayMs);
    },
    listModels: async () => [model],
  };
}

const model: Model = { id: modelId, object: 'model', created: createdAt, owned_by: 'gw' };

function answer(
  request: ProviderRequest,
  { signal }: CallOptions,
  wordDelayMs: number,
): ProviderReply {
  switch (request.api) {
    case 'chat':
      return answerChat(request.body.json(), { signal, wordDelayMs });
    case 'embeddings':
      return answerEmbeddings(request.body.json());
    case 'images':
      return answerImages(request.body.json(), { signal, wordDelayMs });
    default:
      throw unknownApi(request);
  }
}

/** The gateway converts for the apis that are not declared; who calls by himself may ask for more. */
function unknownApi({ api }: Pick<ProviderRequest, 'api'>): GatewayError {
  return new GatewayError('unsupported_api', `The demo provider does not speak the api "${api}".`);
}

/** Whoever meant another model must not take this one's answers for it. */
function unknownModel(name: string): GatewayError {
  const message = `The demo provider has no model "${name}"; its only one is "${modelId}".`;
  return new GatewayError('model_not_found', message, { param: 'model' });
}
