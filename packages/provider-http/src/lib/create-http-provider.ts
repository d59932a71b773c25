import {
  type CallOptions,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
} from '@gw/core';
import { createUpstream, readBytes } from '@gw/provider-utils';
import type { Model } from '@gw/schema';
import { checkSettings } from './check-settings.ts';
import { credentialHeaderOf } from './credential-header.ts';
import { createEndpoints, defaultApis } from './endpoints.ts';
import { parseModels } from './parse-models.ts';
import { readReply } from './read-reply.ts';
import type { HttpProviderSettings } from './settings.ts';

/** Hundreds of models with their prices and descriptions fit. */
const maxListingBytes = 8 * 1024 * 1024;

/**
 * A provider for any upstream that speaks OpenAI's wire. Opens nothing before the first call.
 * @throws {TypeError} for a setting that cannot work, naming it.
 * @see https://platform.openai.com/docs/api-reference
 */
export function createHttpProvider(settings: HttpProviderSettings = {}): Provider {
  checkSettings(settings);
  const { id = 'openai', apis = defaultApis(settings), streamUsage = true, quirks } = settings;
  const { urlOf, modelsUrl } = createEndpoints(settings, apis);
  const credential = credentialHeaderOf(settings.auth);
  const upstream = createUpstream({ provider: id, credential, defaults }, settings);

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { api, model, stream, body } = request;
    const { signal, headers: client } = options;
    signal.throwIfAborted();
    const accept = stream ? 'text/event-stream' : 'application/json';
    const sent = { accept, client, signal, body: body.bytes() };
    const { reply, secrets } = await upstream.send(urlOf(api, model), sent);
    return await readReply(id, reply, secrets);
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    signal.throwIfAborted();
    const { reply } = await upstream.send(modelsUrl, { accept: 'application/json', signal });
    return parseModels(parseListing(id, await readBytes(reply.bytes, maxListingBytes)), id);
  }

  const capabilities = { apis, streamUsage, ...(quirks && { quirks }) };
  return { specVersion: 1, id, capabilities, call, listModels, close: upstream.close };
}

/** Some upstreams turn away who does not say what it is. */
const defaults = { 'user-agent': 'gw-provider-http' };

function parseListing(provider: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    const message = `The upstream "${provider}" sent a list of models that is not JSON.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
}
