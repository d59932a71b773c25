import { createGateway, type Hooks, localOnly, type ModelGateway } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { readSettings } from './settings.ts';

/**
 * The gateway that all measured programs have in common: every request is checked, asked who sends it,
 * and looked up by its model. `bench-model` gets another name upstream, `native/…` goes to an upstream
 * that speaks Responses itself, and every other name stays as it is.
 */
export function createMeasuredGateway(hooks: readonly Hooks[] = []): ModelGateway {
  const { baseUrl, apiKey } = readSettings();
  return createGateway({
    providers: [
      createHttpProvider({ id: 'upstream', baseUrl, apiKey }),
      createHttpProvider({ id: 'native', baseUrl, apiKey, apis: ['responses'] }),
    ],
    models: {
      'bench-model': { provider: 'upstream', model: 'upstream-model' },
      'native/*': 'native',
      '*': 'upstream',
    },
    use: [localOnly(), ...hooks],
  });
}
