import { serve } from '@gw/adapter-node';
import { createGateway, localOnly } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { moveModel } from './move-model.ts';

const { OPENAI_API_KEY, OPENAI_BASE_URL, BACKUP_API_KEY, BACKUP_BASE_URL, PORT } = process.env;

const gateway = createGateway({
  providers: [
    createHttpProvider({ id: 'openai', apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL }),
    createHttpProvider({ id: 'backup', apiKey: BACKUP_API_KEY, baseUrl: BACKUP_BASE_URL }),
  ],
  models: {
    // A name of the house's own: clients keep it while the model behind it changes.
    fast: 'openai/gpt-5-mini',
    // Whatever begins so, under the name that was asked for.
    'gpt-*': 'openai',
    // `backup/llama-4` asks the provider `backup` for `llama-4`.
    'backup/*': 'backup',
    // The second is asked when the first one fails.
    steady: ['openai/gpt-5', 'backup/llama-4'],
    // One call in three goes to the second; when one of them fails, the other is asked.
    shared: [
      { provider: 'openai', model: 'gpt-5', weight: 2 },
      { provider: 'backup', model: 'llama-4', weight: 1 },
    ],
    // Written over what the client sent, in the upstream's own words.
    exact: { provider: 'openai', model: 'gpt-5', overrides: { temperature: 0, seed: 7 } },
  },
  use: [localOnly(), moveModel((name, target) => gateway.registry.setModel(name, target))],
});

const { url } = await serve(gateway, { port: Number(PORT ?? 8787) });
console.log(`${url}/v1`);
