import {
  type CallOptions,
  GatewayError,
  type Headers,
  type Payload,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  payloadFromValue,
  readPayload,
} from '@gw/core';
import { createTransport, parseBaseUrl, type TransportReply } from '@gw/provider-utils';
import type { ChatRequest, EmbeddingsRequest, Model } from '@gw/schema';
import { checkSettings } from './check-settings.ts';
import { convertEmbeddingsRequest, convertEmbeddingsResponse } from './convert-embeddings.ts';
import { convertRequest } from './convert-request.ts';
import type { OllamaEmbedAnswer } from './ollama-api.ts';
import { parseModels } from './parse-models.ts';
import { readRefusal } from './read-error.ts';
import { readAnswer, readChatReply } from './read-reply.ts';
import { createHeaderMaker } from './request-headers.ts';
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
  const makeHeaders = createHeaderMaker(id, settings);
  const { timeouts, proxy, transport: given } = settings;
  const transport = given ?? createTransport({ name: id, timeouts, proxy });

  /** Sends one request; a refusal is thrown. */
  async function send(path: string, value: object | undefined, asked: Asked): Promise<Sent> {
    const { signal, headers: client } = asked;
    const own = value ? { ...asked.own, 'content-type': 'application/json' } : asked.own;
    const { headers, secrets } = await makeHeaders({ client, own, signal });
    const body = value && encoder.encode(JSON.stringify(value));
    const method = body ? 'POST' : 'GET';
    // Our own transport has them already.
    const limits = given ? timeouts : undefined;
    const sent = { method, headers, body, signal, timeouts: limits } as const;
    const reply = await transport.request(base.join(path), sent);
    if (reply.status >= 300) throw await readRefusal(id, reply, { signal, secrets });
    return { reply, secrets };
  }

  async function chat(
    body: Payload<ChatRequest>,
    stream: boolean,
    { signal, headers }: CallOptions,
  ): Promise<ProviderReply> {
    const warnings: string[] = [];
    const request = readPayload(body);
    const asked = convertRequest(request, stream, settings, (message) => warnings.push(message));
    const own = { accept: stream ? 'application/x-ndjson' : 'application/json' };
    const { reply, secrets } = await send('api/chat', asked, { own, signal, headers });
    // Who wants JSON gets the counts, also where the upstream streams all the same.
    const includeUsage = !stream || request.stream_options?.include_usage === true;
    const { model } = request;
    return readChatReply(reply, { provider: id, model, stream, includeUsage, secrets, warnings });
  }

  async function embed(
    body: Payload<EmbeddingsRequest>,
    { signal, headers }: CallOptions,
  ): Promise<ProviderReply> {
    const request = readPayload(body);
    const asked = convertEmbeddingsRequest(request, settings);
    const { reply, secrets } = await send('api/embed', asked, { own: json, signal, headers });
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
    const asked = { own: json, signal, headers: {} };
    const { reply, secrets } = await send('api/tags', undefined, asked);
    return parseModels(await readAnswer(reply, { provider: id, secrets }), id);
  }

  async function close(): Promise<void> {
    if (!given) await transport.close();
  }

  const capabilities = { apis: ['chat', 'embeddings'], streamUsage: true } as const;
  return { specVersion: 1, id, capabilities, call, listModels, close };
}

const encoder = new TextEncoder();
const json: Headers = { accept: 'application/json' };

interface Asked {
  /** About the body and the reply. */
  readonly own: Headers;
  /** The client's. */
  readonly headers: Headers;
  readonly signal: AbortSignal;
}

interface Sent {
  readonly reply: TransportReply;
  /** Credentials that went along, which nothing that comes back may quote. */
  readonly secrets: readonly string[];
}
