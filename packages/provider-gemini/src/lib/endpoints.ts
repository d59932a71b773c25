import { GatewayError } from '@gw/core';
import { parseBaseUrl } from '@gw/provider-utils';

/** What a model is asked for. @see https://ai.google.dev/api */
export type Method =
  | 'generateContent'
  | 'streamGenerateContent'
  | 'countTokens'
  | 'embedContent'
  | 'batchEmbedContents'
  | 'predict';

export interface Endpoints {
  /** @throws {GatewayError} `model_not_found` for a name that cannot stand in a path. */
  urlOf(model: string, method: Method): string;
  /** @param pageToken of the page to get. Default: the first one. */
  modelsUrl(pageToken?: string): string;
}

const googleUrl = 'https://generativelanguage.googleapis.com/v1beta';
const modelsPerPage = 1000;

/** Checks the base URL once, when the settings are read. */
export function createEndpoints(baseUrl = googleUrl): Endpoints {
  const setting = 'createGeminiProvider: "baseUrl"';
  const base = parseBaseUrl(baseUrl, setting);
  const withQuery = (path: string, query: Readonly<Record<string, string>>) =>
    // Not the user's: page tokens are no credentials.
    addQuery(base.join(path), query);
  return {
    urlOf(model, method) {
      const path = `${toModelPath(model)}:${method}`;
      return method === 'streamGenerateContent' ? withQuery(path, { alt: 'sse' }) : base.join(path);
    },
    modelsUrl: (pageToken) =>
      withQuery('models', { pageSize: `${modelsPerPage}`, ...(pageToken && { pageToken }) }),
  };
}

function addQuery(url: string, query: Readonly<Record<string, string>>): string {
  const full = new URL(url);
  for (const [name, value] of Object.entries(query)) full.searchParams.set(name, value);
  return full.href;
}

/** `gemini-3-flash` and `models/gemini-3-flash` are one; tuned models have a folder of their own. */
export function toModelName(model: string): string {
  return model.includes('/') ? model : `models/${model}`;
}

/** A model's name comes from the client: it must not climb out of its place in the path. */
function toModelPath(model: string): string {
  const segments = toModelName(model).split('/');
  if (segments.some((segment) => /^\.{0,2}$/.test(segment))) {
    throw new GatewayError('model_not_found', `There is no model "${model}".`, { param: 'model' });
  }
  return segments.map(encodeURIComponent).join('/');
}
