import {
  type CallOptions,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
} from '@gw/core';
import { convertWithMedia, createUpstream, toKnownReply } from '@gw/provider-utils';
import type { Model } from '@gw/schema';
import { askEmbeddings } from './ask-embeddings.ts';
import { askImages } from './ask-images.ts';
import { askInputTokens } from './ask-input-tokens.ts';
import { askResponses } from './ask-responses.ts';
import type { Asked } from './asked.ts';
import { checkSettings, geminiApis } from './check-settings.ts';
import type { ConvertingOptions } from './convert-request.ts';
import { createEndpoints } from './endpoints.ts';
import { readExact } from './exact-json.ts';
import { parseModels } from './parse-models.ts';
import { readRefusal } from './read-error.ts';
import { readJsonReply } from './read-json-reply.ts';
import type { GeminiProviderSettings } from './settings.ts';

/** Far more than there are; an upstream that always has a next page is asked no further. */
const maxPages = 20;

/**
 * A provider for Google's Gemini API. Opens nothing before the first call.
 * @throws {TypeError} for a setting that cannot work, naming it.
 * @see https://ai.google.dev/api
 */
export function createGeminiProvider(settings: GeminiProviderSettings = {}): Provider {
  checkSettings(settings);
  const { id = 'gemini', apis = geminiApis } = settings;
  const { urlOf, modelsUrl } = createEndpoints(settings.baseUrl);
  const upstream = createUpstream({ provider: id, ...upstreamRules }, settings);

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { signal, headers: client } = options;
    signal.throwIfAborted();
    if (!(apis as readonly string[]).includes(request.api)) throw unknownApi(request.api);
    const { method, body, read } = await convertWithMedia(
      (mediaAt) => ask(request, { mediaAt, safetySettings: settings.safetySettings }),
      { fetchMedia: settings.fetchMedia, signal },
    );
    const accept = method === 'streamGenerateContent' ? 'text/event-stream' : 'application/json';
    const url = urlOf(request.model, method);
    const { reply, secrets } = await upstream.send(url, { accept, client, signal, body });
    const warn = (message: string) => options.warn?.(message);
    return read(await toKnownReply(reply), { provider: id, secrets, warn });
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    const models: Model[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      signal.throwIfAborted();
      const asked = { accept: 'application/json', signal };
      const { reply, secrets } = await upstream.send(modelsUrl(pageToken), asked);
      const reading = { provider: id, secrets };
      const listed = parseModels(await readJsonReply(await toKnownReply(reply), reading));
      models.push(...listed.models);
      if (listed.nextPageToken === undefined || listed.nextPageToken === pageToken) break;
      pageToken = listed.nextPageToken;
    }
    return models;
  }

  return {
    specVersion: 1,
    id,
    capabilities: { apis, carries: ['stop', 'seed'] },
    call,
    listModels,
    close: upstream.close,
  };
}

/** The key stands in a header and never in a URL. */
const upstreamRules = {
  credential: { name: 'x-goog-api-key' },
  defaults: { 'user-agent': 'gw-provider-gemini' },
  readRefusal,
};

function ask(request: ProviderRequest, options: ConvertingOptions): Asked {
  const { model, stream } = request;
  switch (request.api) {
    case 'responses':
      return askResponses({ request: readExact(request.body), model, stream, ...options });
    case 'input_tokens':
      return askInputTokens(readExact(request.body), model, options.mediaAt);
    case 'embeddings':
      return askEmbeddings(readExact(request.body), model);
    case 'images':
      return askImages(readExact(request.body), model);
    default:
      throw unknownApi(request.api);
  }
}

function unknownApi(api: string): GatewayError {
  return new GatewayError('unsupported_api', `This provider does not speak the api "${api}".`);
}
