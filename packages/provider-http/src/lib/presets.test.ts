import { expect, it } from 'vitest';
import { createHttpProvider } from './create-http-provider.ts';
import { presets } from './presets.ts';

const baseUrl = 'http://127.0.0.1:8000/v1';

it.each(Object.entries(presets))('%s says who it is and what it can do', (_, preset) => {
  const { id, capabilities } = createHttpProvider({ baseUrl, ...preset });
  expect(id).toBe(preset.id);
  expect(capabilities).toEqual({
    apis: preset.apis,
    streamUsage: true,
    ...('quirks' in preset && { quirks: preset.quirks }),
  });
});

it('a preset gives way to what stands behind it', () => {
  const { id, capabilities } = createHttpProvider({
    ...presets.vllm,
    baseUrl,
    id: 'ours',
    apis: ['chat'],
    quirks: [],
  });
  expect(id).toBe('ours');
  expect(capabilities).toEqual({ apis: ['chat'], streamUsage: true, quirks: [] });
});
