import { createServer } from 'node:http';
import { createNodeHandler } from '@gw/adapter-node';
import { createGateway, localOnly } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';

const { OPENAI_API_KEY, OPENAI_BASE_URL, PORT = '8787' } = process.env;

const gateway = createGateway({
  providers: [createHttpProvider({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL })],
  use: [localOnly()],
});
const ai = createNodeHandler(gateway, { basePath: '/ai' });

const server = createServer((request, response) => {
  ai(request, response, () => response.end('The rest of your server.'));
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/ai/v1`));
