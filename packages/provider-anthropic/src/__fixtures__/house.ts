import { createGateway, type Gateway, type GatewayOptions, type Hooks } from '@gw/core';
import { readSseStream, validateResponsesStream } from '@gw/testkit/responses';
import { startUpstream, type Upstream } from '@gw/testkit/upstream';
import { createAnthropicProvider } from '../lib/create-anthropic-provider.ts';
import type { AnthropicProviderSettings } from '../lib/settings.ts';

export const apiKey = 'sk-ant-api03-secret';
export const model = 'claude-opus-4-8';

type Members = Record<string, unknown>;

/** A gateway on a scripted Anthropic, and its clients. */
export interface House {
  readonly upstream: Upstream;
  readonly gateway: Gateway;
  /** The messages of warnings so far. */
  readonly warnings: readonly string[];
  ask(path: string, body: Members, signal?: AbortSignal): Promise<Response>;
  /** A response as JSON. */
  respond(body: Members): Promise<Members & { output: Members[] }>;
  /** The last snapshot of a stream without faults. */
  stream(body: Members): Promise<Members & { output: Members[] }>;
  /** Bodies that the upstream has got. */
  sent(): Members[];
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly settings?: Partial<AnthropicProviderSettings>;
  readonly gateway?: Partial<GatewayOptions>;
}

export async function openHouse({ settings, gateway: options }: HouseOptions = {}): Promise<House> {
  const upstream = await startUpstream();
  const warnings: string[] = [];
  const provider = createAnthropicProvider({ baseUrl: upstream.url, apiKey, ...settings });
  const listener: Hooks = {
    name: 'listener',
    observe: (event) => void (event.type === 'warning' && warnings.push(event.message)),
  };
  const { use = [], providers = [], ...others } = options ?? {};
  const gateway = createGateway({
    providers: [provider, ...providers],
    use: [listener, ...use],
    retry: { backoffMs: 1 },
    responses: { sealKeys: [{ id: 'test', key: btoa('0123456789abcdef0123456789abcdef') }] },
    ...others,
  });
  const ask: House['ask'] = (path, body, signal) =>
    gateway.fetch(
      new Request(`http://localhost/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, ...body }),
        ...(signal && { signal }),
      }),
    );
  return {
    upstream,
    gateway,
    warnings,
    ask,
    async respond(body) {
      const reply = await ask('responses', body);
      return (await reply.json()) as Awaited<ReturnType<House['respond']>>;
    },
    async stream(body) {
      const reply = await ask('responses', { ...body, stream: true });
      const { events, violations } = readSseStream(await reply.text());
      const faults = [...violations, ...validateResponsesStream(events)];
      if (faults.length > 0) throw new Error(JSON.stringify(faults, null, 1));
      const last = events.at(-1) as { response: Awaited<ReturnType<House['stream']>> };
      return last.response;
    },
    sent: () => upstream.requests.map(({ json }) => json as Members),
    async close() {
      await gateway.close();
      await upstream.close();
    },
  };
}
