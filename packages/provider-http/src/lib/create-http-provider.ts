import {
  type CallOptions,
  GatewayError,
  type Headers,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
} from '@gw/core';
import {
  createTransport,
  readBytes,
  readUpstreamError,
  type TransportReply,
} from '@gw/provider-utils';
import type { Model } from '@gw/schema';
import { checkSettings } from './check-settings.ts';
import { createEndpoints, defaultApis } from './endpoints.ts';
import { parseModels } from './parse-models.ts';
import { readReply } from './read-reply.ts';
import { createHeaderMaker } from './request-headers.ts';
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
  const makeHeaders = createHeaderMaker(id, settings);
  const { timeouts, proxy, transport: given } = settings;
  const transport = given ?? createTransport({ name: id, timeouts, proxy });

  /** Sends one request; a refusal is thrown. */
  async function send(url: string, own: Headers, call: Call): Promise<Sent> {
    const { signal, body } = call;
    const { headers, secrets } = await makeHeaders({ client: call.headers, own, signal });
    const method = body ? 'POST' : 'GET';
    // Our own transport has them already.
    const limits = given ? timeouts : undefined;
    const reply = await transport.request(url, { method, headers, body, signal, timeouts: limits });
    if (reply.status >= 300) throw await readUpstreamError(id, reply, { signal, secrets });
    return { reply, secrets };
  }

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { api, model, stream, body } = request;
    const { signal, headers } = options;
    signal.throwIfAborted();
    const own = stream ? streamHeaders : jsonHeaders;
    const sent = { signal, headers, body: body.bytes() };
    const { reply, secrets } = await send(urlOf(api, model), own, sent);
    return readReply(id, reply, secrets);
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    signal.throwIfAborted();
    const own = { accept: 'application/json' };
    const { reply } = await send(modelsUrl, own, { signal, headers: {} });
    return parseModels(parseListing(id, await readBytes(reply.bytes, maxListingBytes)), id);
  }

  async function close(): Promise<void> {
    if (!given) await transport.close();
  }

  const capabilities = { apis, streamUsage, ...(quirks && { quirks }) };
  return { specVersion: 1, id, capabilities, call, listModels, close };
}

interface Call {
  readonly signal: AbortSignal;
  /** The client's. */
  readonly headers: Headers;
  readonly body?: Uint8Array;
}

interface Sent {
  readonly reply: TransportReply;
  /** Credentials that went along, which nothing that comes back may quote. */
  readonly secrets: readonly string[];
}

const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json' };
const streamHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };

function parseListing(provider: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    const message = `The upstream "${provider}" sent a list of models that is not JSON.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
}
