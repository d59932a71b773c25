import { Agent } from 'node:http';
import { connect } from 'node:net';
import {
  type ApiName,
  type CallOptions,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
} from '@gw/core';
import type { Model } from '@gw/schema';
import type { Fault, Faulty } from './fault.ts';
import { readJson, toReply } from './faulty-reply.ts';
import { refusePart, requestBody } from './faulty-request.ts';
import { send } from './faulty-send.ts';

const paths: Readonly<Record<string, string>> = {
  chat: 'chat/completions',
  embeddings: 'embeddings',
  images: 'images/generations',
  responses: 'responses',
  compact: 'responses/compact',
  input_tokens: 'responses/input_tokens',
  messages: 'messages',
  count_tokens: 'messages/count_tokens',
};

/** What OpenAI's wire answers. */
const openaiApis: readonly ApiName[] = [
  'chat',
  'embeddings',
  'images',
  'responses',
  'compact',
  'input_tokens',
];

/** The smallest provider for OpenAI's wire that could be called one, as good as its fault lets it be. */
export function createFaultyProvider(
  baseUrl: string,
  key: string,
  fault?: Fault,
  apis = openaiApis,
): Provider {
  const agent = new Agent({ keepAlive: fault !== 'opens a connection for each call' });
  const id = fault === 'has an id of two words' ? 'faulty one' : 'faulty';
  const faulty: Faulty = { id, baseUrl, key, agent, fault };
  misbehaveAtOnce(faulty);
  let isClosed = false;

  async function begin(signal: AbortSignal): Promise<void> {
    if (fault !== 'begins although it is aborted') signal.throwIfAborted();
    if (isClosed && fault !== 'works on after close()') {
      throw new GatewayError('unavailable', 'The provider is closed.');
    }
  }

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { signal } = options;
    await begin(signal);
    const { api } = request;
    const path = (apis.includes(api) && paths[api]) || refuseApi(api, fault);
    const isLate = fault === 'refuses what it has sent';
    if (!isLate) refusePart(request, options, fault);
    const reply = await toReply(
      () => send(faulty, path, requestBody(request, faulty), options),
      request,
      options,
      faulty,
    );
    if (isLate) refusePart(request, options, fault);
    return reply;
  }

  async function listModels({ signal }: { signal: AbortSignal }): Promise<readonly Model[]> {
    await begin(signal);
    const response = await send(faulty, 'models', undefined, { signal, headers: {} });
    if (fault === 'lists nothing when it is refused' && (response.statusCode ?? 0) >= 400) {
      response.resume();
      return [];
    }
    const { data } = JSON.parse(`${await readJson(response, { signal }, faulty)}`);
    return fault === 'lists what it was sent' ? data.map(({ id }: Model) => ({ name: id })) : data;
  }

  function close(): void {
    if (isClosed && fault === 'fails when it is closed twice') throw new Error('Closed.');
    isClosed = true;
    if (fault !== 'keeps connections after close()') agent.destroy();
  }

  const carries = fault === 'carries less than it says' ? ['seed', 'stop'] : ['seed'];
  const capabilities = { apis, carries };
  const provider: Provider = {
    specVersion: 1,
    id,
    capabilities,
    call,
    listModels,
    close,
  };
  if (fault === 'throws instead of rejecting') return throwing(provider);
  if (fault === 'shows its key') return Object.assign(provider, { settings: { key } });
  return fault === 'keeps its methods on a class' ? Object.create(provider) : provider;
}

function refuseApi(api: string, fault: Fault | undefined): string {
  if (fault === 'speaks every api') return 'chat/completions';
  throw new GatewayError('unsupported_api', `The api "${api}" is not spoken here.`);
}

/** Looks at the api before it makes a promise. */
function throwing(provider: Provider): Provider {
  return {
    ...provider,
    call(request, options) {
      const { apis } = provider.capabilities;
      if (!apis.includes(request.api)) refuseApi(request.api, undefined);
      return provider.call(request, options);
    },
  };
}

function misbehaveAtOnce({ baseUrl, fault }: Faulty): void {
  const { hostname: host, port } = new URL(baseUrl);
  if (fault === 'opens a connection when it is made') {
    connect({ host, port: Number(port) })
      .on('error', () => undefined)
      .unref();
  }
  if (fault === 'starts a timer when it is made') setTimeout(() => undefined, 500);
  if (fault === 'draws a random number when it is made') crypto.randomUUID();
}
