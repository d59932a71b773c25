import { type ApiName, GatewayError } from '@gw/core';
import { parseBaseUrl } from '@gw/provider-utils';
import type { HttpProviderSettings, PathName } from './settings.ts';

/** OpenAI's own, and where those that speak Anthropic's api too have it. */
export const defaultPaths: Readonly<Record<PathName, string>> = {
  chat: 'chat/completions',
  responses: 'responses',
  compact: 'responses/compact',
  input_tokens: 'responses/input_tokens',
  messages: 'messages',
  count_tokens: 'messages/count_tokens',
  embeddings: 'embeddings',
  images: 'images/generations',
  models: 'models',
};

const openaiUrl = 'https://api.openai.com/v1';

/** OpenAI speaks all of them; most compatible upstreams speak these, whatever else they do. */
export function defaultApis({ baseUrl = openaiUrl }: HttpProviderSettings): readonly ApiName[] {
  const isOpenai = /^https:\/\/api\.openai\.com\/v1\/?$/.test(baseUrl);
  const more: ApiName[] = isOpenai ? ['responses', 'compact', 'input_tokens'] : [];
  return ['chat', ...more, 'embeddings', 'images'];
}

export interface Endpoints {
  /**
   * @throws {GatewayError} `unsupported_api` for an api that is not declared, `model_not_found` for
   *   a name that cannot stand in a path.
   */
  urlOf(api: ApiName, model: string): string;
  readonly modelsUrl: string;
}

/**
 * Joins base URL, paths and query once, when the settings are read.
 * @param apis those that the provider declares.
 */
export function createEndpoints(
  settings: HttpProviderSettings,
  apis: readonly ApiName[],
): Endpoints {
  const { baseUrl = openaiUrl, query } = settings;
  const base = parseBaseUrl(baseUrl, 'createHttpProvider: "baseUrl"', query);
  const paths: Readonly<Record<PathName, string>> = { ...defaultPaths, ...settings.paths };
  const urls = new Map(apis.map((api) => [api, base.join(paths[api])]));
  return {
    urlOf(api, model) {
      const url = urls.get(api);
      if (url === undefined) throw unknownApi(api);
      return url.includes(modelSlot) ? url.replaceAll(modelSlot, toPathSegment(model)) : url;
    },
    modelsUrl: base.join(paths.models),
  };
}

const modelSlot = '{model}';

/** A model's name comes from the client: it must not climb out of its place in the path. */
function toPathSegment(model: string): string {
  if (/^\.{0,2}$/.test(model)) {
    throw new GatewayError('model_not_found', `There is no model "${model}".`, { param: 'model' });
  }
  return encodeURIComponent(model);
}

function unknownApi(api: string): GatewayError {
  return new GatewayError('unsupported_api', `This provider does not speak the api "${api}".`);
}
