import { createHonoHandler } from '@gw/adapter-hono';
import { createGateway, localOnly } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const { OPENAI_API_KEY, OPENAI_BASE_URL, PORT = '8787' } = process.env;

const gateway = createGateway({
  providers: [createHttpProvider({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL })],
  use: [localOnly()],
});

const app = new Hono();
app.use('/ai/*', createHonoHandler(gateway, { basePath: '/ai' }));
app.all('*', (c) => c.text('The rest of your server.'));
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(PORT) }, () =>
  console.log(`http://127.0.0.1:${PORT}/ai/v1`),
);
