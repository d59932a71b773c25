import { describe, expect, it } from 'vitest';
import { createAnthropicProvider } from './create-anthropic-provider.ts';
import type { AnthropicProviderSettings } from './settings.ts';

describe('a setting that cannot work', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ baseURL: 'https://x' }, 'there is no setting "baseURL"'],
    [{ id: 'a/b' }, '"id" must be a word without "/"'],
    [{ baseUrl: 'api.anthropic.com' }, '"baseUrl" must be a URL'],
    [{ baseUrl: 'https://user:secret@host/v1' }, '"baseUrl" must hold no user or password'],
    [{ apiKey: 'sk-ant\n' }, '"apiKey" must be a key without line breaks'],
    [{ version: '2023 06 01' }, '"version" must be a date'],
    [{ beta: 'files-api' }, '"beta" must be a list of names'],
    [{ beta: ['a,b'] }, '"beta" must be a list of names'],
    [{ headers: { 'content-length': '3' } }, '"headers" must not set "content-length"'],
    [{ headers: { 'x-a': 'ü' } }, '"headers" must give "x-a" a text that fits in a header'],
    [{ forwardHeaders: 'anthropic-beta' }, '"forwardHeaders" must be a list of names'],
    [{ forwardHeaders: ['x-api-key'] }, '"forwardHeaders" must not name "x-api-key"'],
    [{ forwardHeaders: ['*x'] }, '"forwardHeaders" must hold header names'],
    [{ defaultMaxTokens: 0 }, '"defaultMaxTokens" must be a whole number'],
    [{ defaultMaxTokens: 1.5 }, '"defaultMaxTokens" must be a whole number'],
    [{ promptCaching: '30m' }, '"promptCaching" must be 5m or 1h'],
    [{ timeouts: { idleMs: -1 } }, '"timeouts.idleMs" must be a number of milliseconds'],
    [{ proxy: 'proxy:80' }, '"proxy" must be a URL'],
  ])('is named: %j', (settings, message) => {
    const create = () => createAnthropicProvider(settings as AnthropicProviderSettings);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it('is not one that is merely undefined', () => {
    const provider = createAnthropicProvider({ id: undefined, apiKey: undefined });
    expect(provider).toMatchObject({
      specVersion: 1,
      id: 'anthropic',
      capabilities: { apis: ['messages', 'count_tokens', 'responses', 'input_tokens'] },
    });
  });
});
