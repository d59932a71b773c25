import {
  type CallOptions,
  GatewayError,
  type Payload,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  payloadFromValue,
  readPayload,
} from '@gw/core';
import { convertWithMedia, createUpstream, parseBaseUrl } from '@gw/provider-utils';
import type { ChatRequest, EmbeddingsRequest, Model } from '@gw/schema';
import { checkSettings } from './check-settings.ts';
import { convertEmbeddingsRequest, convertEmbeddingsResponse } from './convert-embeddings.ts';
import { convertRequest } from './convert-request.ts';
import type { OllamaEmbedAnswer } from './ollama-api.ts';
import { parseModels } from './parse-models.ts';
import { readRefusal } from './read-error.ts';
import { readAnswer, readChatReply } from './read-reply.ts';
import type { OllamaProviderSettings } from './settings.ts';

/**
 * A provider for Ollama's own API: a server of one's own, or ollama.com with a key. Opens nothing
 * before the first call.
 * @throws {TypeError} for a setting that cannot work, naming it.
 * @see https://docs.ollama.com/api/introduction
 */
export function createOllamaProvider(settings: OllamaProviderSettings = {}): Provider {
  checkSettings(settings);
  const { id = 'ollama', baseUrl = 'http://127.0.0.1:11434' } = settings;
  const base = parseBaseUrl(baseUrl, 'createOllamaProvider: "baseUrl"');
  const upstream = createUpstream({ provider: id, ...upstreamRules }, settings);

  async function chat(
    body: Payload<ChatRequest>,
    stream: boolean,
    options: CallOptions,
  ): Promise<ProviderReply> {
    const { signal, headers: client } = options;
    const request = readPayload(body);
    const { body: asked, warnings } = await convertWithMedia(
      (mediaAt) => convertRequest(request, stream, settings, mediaAt),
      { fetchMedia: settings.fetchMedia, signal },
    );
    const accept = stream ? 'application/x-ndjson' : 'application/json';
    const sent = { accept, client, signal, body: asked };
    const { reply, secrets } = await upstream.send(base.join('api/chat'), sent);
    // Who wants JSON gets the counts, also where the upstream streams all the same.
    const includeUsage = !stream || request.stream_options?.include_usage === true;
    const { model } = request;
    const warn = (message: string) => options.warn?.(message);
    const asker = { provider: id, model, stream, includeUsage, warn };
    return readChatReply(reply, { ...asker, secrets, warnings });
  }

  async function embed(
    body: Payload<EmbeddingsRequest>,
    { signal, headers: client }: CallOptions,
  ): Promise<ProviderReply> {
    const request = readPayload(body);
    const asked = convertEmbeddingsRequest(request, settings);
    const sent = { accept: 'application/json', client, signal, body: asked };
    const { reply, secrets } = await upstream.send(base.join('api/embed'), sent);
    const answer = await readAnswer<OllamaEmbedAnswer>(reply, { provider: id, secrets });
    const response = convertEmbeddingsResponse(answer, request, id);
    return { status: reply.status, headers: reply.headers, json: payloadFromValue(response) };
  }

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    options.signal.throwIfAborted();
    const { api, body, stream } = request;
    if (api === 'chat') return chat(body, stream, options);
    if (api === 'embeddings') return embed(body, options);
    throw new GatewayError('unsupported_api', `This provider does not speak the api "${api}".`);
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    signal.throwIfAborted();
    const asked = { accept: 'application/json', signal };
    const { reply, secrets } = await upstream.send(base.join('api/tags'), asked);
    return parseModels(await readAnswer(reply, { provider: id, secrets }), id);
  }

  const capabilities = { apis: ['chat', 'embeddings'], streamUsage: true } as const;
  return { specVersion: 1, id, capabilities, call, listModels, close: upstream.close };
}

/** @see https://docs.ollama.com/api/authentication */
const upstreamRules = {
  credential: { name: 'authorization', scheme: 'Bearer' },
  defaults: { 'user-agent': 'gw-provider-ollama' },
  readRefusal,
};
