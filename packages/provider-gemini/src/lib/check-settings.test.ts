import { describe, expect, test } from 'vitest';
import { createGeminiProvider } from './create-gemini-provider.ts';
import type { GeminiProviderSettings } from './settings.ts';

const create = (settings: unknown) => createGeminiProvider(settings as GeminiProviderSettings);

describe('a setting that cannot work is named when the provider is made', () => {
  test.each([
    [{ baseURL: 'https://x' }, 'no setting "baseURL"'],
    [{ id: 'a/b' }, '"id"'],
    [{ apiKey: 'k\n' }, '"apiKey"'],
    [{ baseUrl: 'ftp://x' }, '"baseUrl"'],
    [{ baseUrl: 'https://x/?key=abc' }, '"baseUrl"'],
    [{ headers: { 'content-length': '1' } }, '"headers"'],
    [{ headers: { 'x-a': 'b\r\nc' } }, '"headers"'],
    [{ forwardHeaders: ['x-goog-api-key'] }, '"forwardHeaders"'],
    [{ forwardHeaders: 'x' }, '"forwardHeaders"'],
    [{ apis: ['chat'] }, '"apis"'],
    [{ safetySettings: [{ category: 'x' }] }, '"safetySettings"'],
    [{ timeouts: { idleMs: -1 } }, '"timeouts.idleMs"'],
    [{ proxy: 'x' }, '"proxy"'],
  ])('%j', (settings, named) => {
    expect(() => create(settings)).toThrow(TypeError);
    expect(() => create(settings)).toThrow(named);
  });
});

test('good ones are taken, and nothing is opened', () => {
  const provider = create({
    id: 'g',
    apiKey: () => 'k',
    apis: ['responses'],
    timeouts: { idleMs: 0 },
  });
  expect([provider.id, provider.capabilities]).toEqual([
    'g',
    { apis: ['responses'], carries: ['stop', 'seed'] },
  ]);
});
