import {
  type CallOptions,
  type Capabilities,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  readPayload,
} from '@gw/core';
import {
  convertWithMedia,
  createUpstream,
  type Members,
  parseBaseUrl,
  readJson,
} from '@gw/provider-utils';
import type { Model } from '@gw/schema';
import { withCaching } from './cache-control.ts';
import { checkSettings } from './check-settings.ts';
import { convertRequest, toCountRequest } from './convert-request.ts';
import { carryOn } from './native-request.ts';
import { parseModels } from './parse-models.ts';
import { readMessages } from './read-messages.ts';
import { readCount, readReply } from './read-reply.ts';
import { headerRules } from './request-headers.ts';
import type { AnthropicProviderSettings } from './settings.ts';

/** All models fit on one page; so many pages would be a mistake of the upstream's. */
const maxPages = 20;
/** Models with all that they can do. */
const maxListingBytes = 8 * 1024 * 1024;

/**
 * A provider for Anthropic's Messages API, and for what speaks it. Opens nothing before the first call.
 * @throws {TypeError} for a setting that cannot work, naming it.
 * @see https://platform.claude.com/docs/en/api/messages
 */
export function createAnthropicProvider(settings: AnthropicProviderSettings = {}): Provider {
  checkSettings(settings);
  const { id = 'anthropic', baseUrl = 'https://api.anthropic.com/v1' } = settings;
  const base = parseBaseUrl(baseUrl, 'createAnthropicProvider: "baseUrl"');
  const urls = { messages: base.join('messages'), count: base.join('messages/count_tokens') };
  const upstream = createUpstream({ provider: id, ...headerRules(settings) }, settings);

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    options.signal.throwIfAborted();
    switch (request.api) {
      case 'messages':
      case 'count_tokens':
        return callNatively(request, options);
      case 'responses':
      case 'input_tokens':
        return callConverted(request, options);
      default:
        throw unknownApi(request.api);
    }
  }

  /** A client that speaks Anthropic's api itself: nothing of its own is changed. */
  async function callNatively(
    { api, stream, body }: ProviderRequest<'messages' | 'count_tokens'>,
    { signal, headers: client, warn }: CallOptions,
  ): Promise<ProviderReply> {
    const url = api === 'count_tokens' ? urls.count : urls.messages;
    const accept = stream ? 'text/event-stream' : 'application/json';
    const carried = carryOn<object>(body, (message) => warn?.(message));
    const sent = withCaching(carried, settings.promptCaching).bytes();
    const { reply, secrets } = await upstream.send(url, { accept, client, signal, body: sent });
    return readMessages(reply, { provider: id, headers: reply.headers, secrets });
  }

  async function callConverted(
    request: ProviderRequest<'responses' | 'input_tokens'>,
    options: CallOptions,
  ): Promise<ProviderReply> {
    const { signal, headers: client } = options;
    const body = readPayload(request.body);
    const { request: json, warnings } = await convertWithMedia(
      (mediaAt) => convertRequest(body, request.model, { ...settings, mediaAt }),
      { fetchMedia: settings.fetchMedia, signal },
    );
    const isCount = request.api === 'input_tokens';
    const sent = isCount ? toCountRequest(json) : json;
    const accept = json.stream && !isCount ? 'text/event-stream' : 'application/json';
    const url = isCount ? urls.count : urls.messages;
    const { reply, secrets } = await upstream.send(url, { accept, client, signal, body: sent });
    const { headers } = reply;
    const warn = (message: string) => options.warn?.(message);
    const context = { provider: id, headers, secrets, request: body as Members, warnings, warn };
    return isCount ? readCount(reply, context) : readReply(reply, context);
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    signal.throwIfAborted();
    const models: Model[] = [];
    let after = '';
    for (let page = 0; page < maxPages; page++) {
      const query = { limit: '1000', ...(after && { after_id: after }) };
      const url = parseBaseUrl(baseUrl, 'createAnthropicProvider: "baseUrl"', query).join('models');
      const { reply } = await upstream.send(url, { accept: 'application/json', signal });
      const listing = parseModels(readPayload(await readJson(reply.bytes, maxListingBytes)), id);
      models.push(...listing.models);
      if (listing.after === undefined || listing.after === after) break;
      after = listing.after;
    }
    return models;
  }

  return { specVersion: 1, id, capabilities, call, listModels, close: upstream.close };
}

/** The nearest api first: what is told in Anthropic's own needs no conversion. */
const capabilities: Capabilities = {
  apis: ['messages', 'count_tokens', 'responses', 'input_tokens'],
  carries: ['stop', 'max_output_tokens'],
};

function unknownApi(api: string): GatewayError {
  return new GatewayError('unsupported_api', `This provider does not speak the api "${api}".`);
}
