import { serve } from '@gw/adapter-node';
import { apiKeys, createGateway } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { houseRules } from './house-rules.ts';
import { redactor } from './redactor.ts';
import { usageMeter } from './usage-meter.ts';

const { OPENAI_API_KEY, OPENAI_BASE_URL, PORT = '8787' } = process.env;

// Two teams share one upstream key. Each has a key of its own for the gateway, which never goes
// upstream and says who is calling: hooks find the team as `ctx.identity.tenant`.
const keys = apiKeys({ 'sk-research': 'research', 'sk-sales': 'sales' });

const gateway = createGateway({
  providers: [createHttpProvider({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL })],
  use: [keys, houseRules, redactor('Nightingale'), usageMeter()],
});

const { url } = await serve(gateway, { port: Number(PORT) });
console.log(`${url}/v1`);
