import { serve } from '@gw/adapter-node';
import { type CallEvent, createGateway, localOnly } from '@gw/core';
import { createTellerProvider } from './teller-provider.ts';

const { TELLER_BASE_URL = 'http://127.0.0.1:9000', TELLER_KEY, PORT = '8787' } = process.env;

const gateway = createGateway({
  providers: [createTellerProvider({ baseUrl: TELLER_BASE_URL, apiKey: TELLER_KEY })],
  use: [localOnly(), { name: 'warnings', observe: logWarning }],
});

const { url } = await serve(gateway, { port: Number(PORT) });
console.log(`${url}/v1`);

/** What the provider could not do as it was asked. */
function logWarning(event: CallEvent): void {
  if (event.type === 'warning') console.warn(event.message);
}
