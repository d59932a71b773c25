// What a TypeScript user writes, compiled against the published declarations with strict settings.
import { createNodeHandler, serve } from '@gw/adapter-node';
import {
  type ApiContext,
  apiKeys,
  createContextKey,
  createGateway,
  GatewayError,
  type Hooks,
  type ModelGateway,
  type Provider,
  payloadFromValue,
  perStream,
  type SettledEvent,
} from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import type { ChatCompletion, ChatRequest } from '@gw/schema';

const asked = createContextKey<number>('asked');

const typed: Hooks = {
  name: 'typed',
  onRequest(ctx: ApiContext) {
    ctx.set(asked, Date.now());
    if (ctx.api !== 'chat') return undefined;
    const { messages }: { readonly messages: readonly object[] } = ctx.request.json();
    // @ts-expect-error: what a hook is given is read-only.
    ctx.request.json().model = 'other';
    // @ts-expect-error: a typo in a member's name does not compile.
    void ctx.request.with({ temprature: 1 });
    return messages.length > 100 ? { request: ctx.request.with({ model: 'long' }) } : undefined;
  },
  onChunk: perStream(() => ({ push: (event) => [event], end: () => [] })),
  observe(event) {
    if (event.type === 'settled') report(event);
  },
};

const fixed: Provider = {
  specVersion: 1,
  id: 'fixed',
  capabilities: { apis: ['chat'] },
  async call(request) {
    if (request.api !== 'chat') throw new GatewayError('unsupported_api', 'Chat only.');
    const { model }: Pick<ChatRequest, 'model'> = request.body.json();
    const completion: ChatCompletion = {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 0,
      model,
      choices: [],
    };
    return { status: 200, headers: {}, json: payloadFromValue(completion) };
  },
};

export const gateway: ModelGateway = createGateway({
  providers: [
    createHttpProvider({ apiKey: async () => 'sk-x', timeouts: { idleMs: 1_000 } }),
    fixed,
  ],
  models: { fast: [{ provider: 'openai', model: 'm', weight: 2 }, 'fixed'], '*': 'openai' },
  use: [apiKeys({ 'sk-a': { tenant: 'a', role: 'admin' } }), typed],
});
gateway.registry.setModel('slow', 'fixed');

export const handler = createNodeHandler(gateway, {
  context: (request) => ({ url: request.url }),
});
export const serving = serve(gateway, { port: 0 }).then(({ url, close }) => ({ url, close }));

function report({ usage, outcome }: SettledEvent): [string, number | undefined] {
  return [outcome, usage?.totalTokens];
}
