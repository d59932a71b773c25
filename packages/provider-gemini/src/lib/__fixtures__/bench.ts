import { type CallEvent, createGateway, type Gateway, type Provider } from '@gw/core';
import { type RecordedRequest, startUpstream, type Upstream } from '@gw/testkit/upstream';
import { createGeminiProvider } from '../create-gemini-provider.ts';
import type { GeminiProviderSettings } from '../settings.ts';

export const apiKey = 'AIza-secret-0123456789';

/** A gateway on a scripted Gemini, all closed at the end of the block. */
export interface Bench extends AsyncDisposable {
  readonly upstream: Upstream;
  readonly provider: Provider;
  readonly gateway: Gateway;
  readonly events: CallEvent[];
  /** The last request that arrived upstream. */
  lastRequest(): RecordedRequest;
  post(path: string, body: object, signal?: AbortSignal): Promise<Response>;
}

export async function startBench(
  settings: GeminiProviderSettings = {},
  others: (upstream: Upstream) => readonly Provider[] = () => [],
): Promise<Bench> {
  const upstream = await startUpstream({ basePath: '/v1beta' });
  const provider = createGeminiProvider({ baseUrl: upstream.url, apiKey, ...settings });
  const events: CallEvent[] = [];
  const gateway = createGateway({
    providers: [provider, ...others(upstream)],
    retry: { maxAttempts: 1 },
    use: [{ name: 'record', observe: (event) => void events.push(event) }],
  });
  return {
    upstream,
    provider,
    gateway,
    events,
    lastRequest: () => upstream.requests.at(-1) as RecordedRequest,
    post: (path, body, signal) =>
      gateway.fetch(
        new Request(`http://localhost${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          ...(signal && { signal }),
        }),
      ),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await provider.close?.();
      await upstream.close();
    },
  };
}
