import { createExpressHandler } from '@gw/adapter-express';
import { createGateway, localOnly } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import express from 'express';

const { OPENAI_API_KEY, OPENAI_BASE_URL, PORT = '8787' } = process.env;

const gateway = createGateway({
  providers: [createHttpProvider({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL })],
  use: [localOnly()],
});

const app = express();
app.use('/ai', createExpressHandler(gateway));
app.use((_request, response) => void response.send('The rest of your server.'));
app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`http://127.0.0.1:${PORT}/ai/v1`);
});
