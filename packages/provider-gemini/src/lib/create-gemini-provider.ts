import {
  type CallOptions,
  GatewayError,
  type Headers,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
} from '@gw/core';
import { createTransport } from '@gw/provider-utils';
import type { Model } from '@gw/schema';
import { askEmbeddings } from './ask-embeddings.ts';
import { askImages } from './ask-images.ts';
import { askInputTokens } from './ask-input-tokens.ts';
import { askResponses } from './ask-responses.ts';
import type { Asked } from './asked.ts';
import { checkSettings, geminiApis } from './check-settings.ts';
import { createEndpoints } from './endpoints.ts';
import { readExact } from './exact-json.ts';
import { parseModels } from './parse-models.ts';
import { type ErrorReading, readGeminiError } from './read-error.ts';
import { readJsonReply } from './read-json-reply.ts';
import { type KnownReply, toKnownReply } from './reply-kind.ts';
import { createHeaderMaker } from './request-headers.ts';
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
  const { id = 'gemini', apis = geminiApis, timeouts, proxy, transport: given } = settings;
  const { urlOf, modelsUrl } = createEndpoints(settings.baseUrl);
  const makeHeaders = createHeaderMaker(id, settings);
  const transport = given ?? createTransport({ name: id, timeouts, proxy });

  /** Sends one request; a refusal is thrown. */
  async function send(url: string, own: Headers, call: Call): Promise<Sent> {
    const { signal, body } = call;
    const { headers, secrets } = await makeHeaders({ client: call.headers, own, signal });
    const method = body ? 'POST' : 'GET';
    // Our own transport has them already.
    const limits = given ? timeouts : undefined;
    const reply = await transport.request(url, { method, headers, body, signal, timeouts: limits });
    const reading = { provider: id, secrets, signal };
    if (reply.status >= 300) throw await readGeminiError(reply, reading);
    return { reply: await toKnownReply(reply), reading };
  }

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { signal, headers } = options;
    signal.throwIfAborted();
    if (!(apis as readonly string[]).includes(request.api)) throw unknownApi(request.api);
    const { method, body, read } = ask(request, settings);
    const own = method === 'streamGenerateContent' ? streamHeaders : jsonHeaders;
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    const sent = await send(urlOf(request.model, method), own, { signal, headers, body: bytes });
    return read(sent.reply, sent.reading);
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    const models: Model[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      signal.throwIfAborted();
      const own = { accept: 'application/json' };
      const { reply, reading } = await send(modelsUrl(pageToken), own, { signal, headers: {} });
      const listed = parseModels(await readJsonReply(reply, reading));
      models.push(...listed.models);
      if (listed.nextPageToken === undefined || listed.nextPageToken === pageToken) break;
      pageToken = listed.nextPageToken;
    }
    return models;
  }

  async function close(): Promise<void> {
    if (!given) await transport.close();
  }

  return {
    specVersion: 1,
    id,
    capabilities: { apis, carries: ['stop', 'seed'] },
    call,
    listModels,
    close,
  };
}

interface Call {
  readonly signal: AbortSignal;
  /** The client's. */
  readonly headers: Headers;
  readonly body?: Uint8Array;
}

interface Sent {
  readonly reply: KnownReply;
  readonly reading: ErrorReading;
}

const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json' };
const streamHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };

function ask(request: ProviderRequest, { safetySettings }: GeminiProviderSettings): Asked {
  const { model, stream } = request;
  switch (request.api) {
    case 'responses':
      return askResponses({ request: readExact(request.body), model, stream, safetySettings });
    case 'input_tokens':
      return askInputTokens(readExact(request.body), model);
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
