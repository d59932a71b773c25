import { GatewayError } from '@gw/core';
import { parseBaseUrl } from '@gw/provider-utils';
import type { HttpProviderSettings, PathName } from './settings.ts';

const defaultPaths: Readonly<Record<PathName, string>> = {
  chat: 'chat/completions',
  embeddings: 'embeddings',
  images: 'images/generations',
  models: 'models',
};

/** The URL of an api for a model. */
export type Endpoints = (name: PathName, model: string) => string;

/** Joins base URL, paths and query once, when the settings are read. */
export function createEndpoints(settings: HttpProviderSettings): Endpoints {
  const { baseUrl = 'https://api.openai.com/v1', query } = settings;
  const base = parseBaseUrl(baseUrl, { setting: 'createHttpProvider: "baseUrl"', query });
  const urls = new Map<PathName, string>();
  for (const name of Object.keys(defaultPaths) as PathName[]) {
    urls.set(name, base.join(settings.paths?.[name] ?? defaultPaths[name]));
  }
  return (name, model) => {
    const url = urls.get(name);
    if (url === undefined) throw unknownApi(name);
    return url.includes('{model}') ? url.replaceAll('{model}', toPathSegment(model)) : url;
  };
}

/** A model's name comes from the client: it must not climb out of its place in the path. */
function toPathSegment(model: string): string {
  if (/^\.{0,2}$/.test(model)) {
    throw new GatewayError('model_not_found', `There is no model "${model}".`, { param: 'model' });
  }
  return encodeURIComponent(model);
}

function unknownApi(name: string): GatewayError {
  return new GatewayError('unsupported_api', `This provider does not speak the api "${name}".`);
}
