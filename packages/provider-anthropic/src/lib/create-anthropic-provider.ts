import {
  type CallOptions,
  GatewayError,
  type Headers,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  readPayload,
} from '@gw/core';
import {
  createTransport,
  parseBaseUrl,
  readJson,
  readUpstreamError,
  type TransportReply,
} from '@gw/provider-utils';
import type { Model } from '@gw/schema';
import { checkSettings } from './check-settings.ts';
import { convertRequest, toCountRequest } from './convert-request.ts';
import type { Members } from './members.ts';
import { parseModels } from './parse-models.ts';
import { readCount, readReply } from './read-reply.ts';
import { createHeaderMaker } from './request-headers.ts';
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
  const { timeouts, proxy, transport: given } = settings;
  const base = parseBaseUrl(baseUrl, 'createAnthropicProvider: "baseUrl"');
  const urls = { messages: base.join('messages'), count: base.join('messages/count_tokens') };
  const makeHeaders = createHeaderMaker(id, settings);
  const transport = given ?? createTransport({ name: id, timeouts, proxy });

  /** Sends one request; a refusal is thrown. */
  async function send(url: string, own: Headers, { client, signal, json }: Sending): Promise<Sent> {
    const { headers, secrets } = await makeHeaders({ client, own, signal });
    const method = json ? 'POST' : 'GET';
    const body = json && new TextEncoder().encode(JSON.stringify(json));
    // Our own transport has them already.
    const limits = given ? timeouts : undefined;
    const reply = await transport.request(url, { method, headers, body, signal, timeouts: limits });
    if (reply.status >= 300) throw await readUpstreamError(id, reply, { signal, secrets });
    return { reply, secrets };
  }

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { signal, headers: client } = options;
    signal.throwIfAborted();
    if (request.api !== 'responses' && request.api !== 'input_tokens')
      throw unknownApi(request.api);
    const body = readPayload(request.body);
    const { request: json, warnings } = convertRequest(body, request.model, settings);
    const isCount = request.api === 'input_tokens';
    const sent = isCount ? toCountRequest(json) : json;
    const own = json.stream && !isCount ? streamHeaders : jsonHeaders;
    const url = isCount ? urls.count : urls.messages;
    const { reply, secrets } = await send(url, own, { client, signal, json: sent });
    const { headers } = reply;
    const context = { provider: id, headers, secrets, request: body as Members, warnings };
    return isCount ? readCount(reply, context) : readReply(reply, context);
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    signal.throwIfAborted();
    const models: Model[] = [];
    let after = '';
    for (let page = 0; page < maxPages; page++) {
      const query = { limit: '1000', ...(after && { after_id: after }) };
      const url = parseBaseUrl(baseUrl, 'createAnthropicProvider: "baseUrl"', query).join('models');
      const own = { accept: 'application/json' };
      const { reply } = await send(url, own, { client: {}, signal });
      const listing = parseModels(readPayload(await readJson(reply.bytes, maxListingBytes)), id);
      models.push(...listing.models);
      if (listing.after === undefined || listing.after === after) break;
      after = listing.after;
    }
    return models;
  }

  async function close(): Promise<void> {
    if (!given) await transport.close();
  }

  const capabilities = { apis: ['responses', 'input_tokens'], carries: ['stop'] } as const;
  return { specVersion: 1, id, capabilities, call, listModels, close };
}

interface Sending {
  /** The client's headers. */
  readonly client: Headers;
  readonly signal: AbortSignal;
  /** Default: nothing, and the request is a `GET`. */
  readonly json?: object;
}

interface Sent {
  readonly reply: TransportReply;
  /** Credentials that went along, which nothing that comes back may quote. */
  readonly secrets: readonly string[];
}

const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json' };
const streamHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };

function unknownApi(api: string): GatewayError {
  return new GatewayError('unsupported_api', `This provider does not speak the api "${api}".`);
}
