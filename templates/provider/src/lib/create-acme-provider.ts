import {
  type CallOptions,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  readPayload,
} from '@gw/core';
import { createUpstream, parseBaseUrl, readJson } from '@gw/provider-utils';
import type { Model } from '@gw/schema';
import { checkSettings } from './check-settings.ts';
import { convertRequest } from './convert-request.ts';
import { parseModels } from './parse-models.ts';
import { readReply } from './read-reply.ts';
import type { AcmeProviderSettings } from './settings.ts';

/**
 * A provider for Acme's API. Opens nothing before the first call.
 * @throws {TypeError} for a setting that cannot work, naming it.
 * @see https://docs.acme.example/api
 */
export function createAcmeProvider(settings: AcmeProviderSettings = {}): Provider {
  checkSettings(settings);
  const { id = 'acme', baseUrl = 'https://api.acme.example/v1' } = settings;
  const base = parseBaseUrl(baseUrl, 'createAcmeProvider: "baseUrl"');
  const upstream = createUpstream({ provider: id, ...upstreamRules }, settings);

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { signal, headers: client } = options;
    signal.throwIfAborted();
    const { api, stream } = request;
    if (api !== 'chat') throw unknownApi(api);
    const chat = readPayload(request.body);
    const { body, warnings } = convertRequest(chat, stream);
    const accept = stream ? 'text/event-stream' : 'application/json';
    const sent = { accept, body, client, signal };
    const { reply, secrets } = await upstream.send(base.join('answers'), sent);
    const includeUsage = chat.stream_options?.include_usage === true;
    const { model } = request;
    return readReply(reply, { provider: id, model, includeUsage, secrets, warnings });
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    signal.throwIfAborted();
    const asked = { accept: 'application/json', signal };
    const { reply } = await upstream.send(base.join('models'), asked);
    return parseModels(readPayload(await readJson(reply.bytes)), id);
  }

  const capabilities = { apis: ['chat'], streamUsage: true } as const;
  return { specVersion: 1, id, capabilities, call, listModels, close: upstream.close };
}

/** @see https://docs.acme.example/api/authentication */
const upstreamRules = {
  credential: { name: 'authorization', scheme: 'Bearer' },
  defaults: { 'user-agent': 'gw-provider-acme' },
};

function unknownApi(api: string): GatewayError {
  return new GatewayError('unsupported_api', `This provider does not speak the api "${api}".`);
}
