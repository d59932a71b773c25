import type { CallOptions, Provider, ProviderReply, ProviderRequest } from '@gw/core';
import { createTransport, readUpstreamError } from '@gw/provider-utils';
import { createEndpoints } from './endpoints.ts';
import { readReply } from './read-reply.ts';
import { createHeaderMaker } from './request-headers.ts';
import type { HttpProviderSettings } from './settings.ts';

/**
 * A provider for any upstream that speaks OpenAI's wire. Opens nothing before the first call.
 * @throws {TypeError} for a setting that cannot work, naming it.
 * @see https://platform.openai.com/docs/api-reference
 */
export function createHttpProvider(settings: HttpProviderSettings = {}): Provider {
  const { id = 'openai', apis = ['chat', 'embeddings', 'images'], streamUsage = true } = settings;
  const endpointOf = createEndpoints(settings);
  const makeHeaders = createHeaderMaker(id, settings);
  const { timeouts, proxy } = settings;
  const transport = settings.transport ?? createTransport({ name: id, timeouts, proxy });

  async function call(request: ProviderRequest, options: CallOptions): Promise<ProviderReply> {
    const { signal } = options;
    const url = endpointOf(request.api, request.model);
    const { headers, secrets } = await makeHeaders(options.headers, {
      'content-type': 'application/json',
      accept: request.stream ? 'text/event-stream' : 'application/json',
    });
    const body = request.body.bytes();
    const reply = await transport.request(url, { method: 'POST', headers, body, signal });
    if (reply.status >= 400) throw await readUpstreamError(id, reply, { signal, secrets });
    return readReply(id, reply);
  }

  return {
    specVersion: 1,
    id,
    capabilities: { apis, streamUsage },
    call,
    async close() {
      if (!settings.transport) await transport.close();
    },
  };
}
