import { createHonoHandler } from '@gw/adapter-hono';
import { createGateway, type Gateway } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { transportName } from '@gw/provider-utils';
import { type ExecutionContext, Hono } from 'hono';

type Handler = (request: Request, ctx?: ExecutionContext) => Response | Promise<Response>;

/** What each runtime serves: the gateway itself, and under `/ai` the same one in a Hono app. */
export function openHost(upstreamUrl: string): Handler {
  const gateway = openGateway(upstreamUrl);
  const app = new Hono();
  app.use('/ai/*', createHonoHandler(gateway, { basePath: '/ai' }));
  app.all('*', (c) => c.text('The rest of the app.'));
  return (request, ctx) =>
    new URL(request.url).pathname.startsWith('/ai/')
      ? app.fetch(request, {}, ctx)
      : gateway.fetch(request, { waitUntil: ctx && ((promise) => ctx.waitUntil(promise)) });
}

/** It says which transport it has, and how each call ended. */
function openGateway(upstreamUrl: string): Gateway {
  return createGateway({
    providers: [createHttpProvider({ baseUrl: upstreamUrl, apiKey: 'sk-upstream' })],
    // Short, so that a test need not wait until a host that says nothing is written to.
    keepAlive: { afterMs: 300 },
    use: [
      {
        name: 'test',
        onResponse: () => ({ headers: [['x-transport', transportName]] }),
        observe(event) {
          if (event.type === 'settled') console.log(`settled ${event.outcome}`);
        },
      },
    ],
  });
}
