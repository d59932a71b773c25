import type { Provider } from '@gw/core';
import { describe, expect, it } from 'vitest';
import { builtInProviders } from './built-in-providers.ts';

describe('what the server says of its types of providers', () => {
  it.each(Object.entries(builtInProviders))(
    '%s: id and address are those of the package',
    async (_, { id, baseUrl, create }) => {
      const asked: string[] = [];
      const transport = {
        request(url: string) {
          asked.push(url);
          return Promise.reject(new Error('This asks nobody.'));
        },
        close: async () => {},
      };
      const provider: Provider = create({ transport } as never);
      await provider.listModels?.({ signal: new AbortController().signal }).catch(() => undefined);
      expect(provider.id).toBe(id);
      expect(asked).toEqual([expect.stringContaining(`${baseUrl}/`)]);
    },
  );
});
