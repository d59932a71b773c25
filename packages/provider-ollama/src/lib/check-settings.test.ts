import { describe, expect, it } from 'vitest';
import { createOllamaProvider } from './create-ollama-provider.ts';

const made = (settings: object) => () => createOllamaProvider(settings);

describe('a setting that cannot work is named at once', () => {
  it.each([
    [
      { baseURL: 'http://x' },
      /^createOllamaProvider: there is no setting "baseURL"; there are id,/,
    ],
    [{ id: 'a/b' }, /"id" must be a word without "\/"/],
    [{ id: '' }, /"id" must be a word/],
    [{ baseUrl: 'localhost:11434' }, /"baseUrl" must be a URL that starts with http/],
    [{ baseUrl: 'http://u:p@host' }, /"baseUrl" must hold no user or password/],
    [{ baseUrl: 'http://host?api_key=1' }, /"baseUrl" must hold no credential/],
    [{ apiKey: '' }, /"apiKey" must be a key without line breaks/],
    [{ apiKey: 'sk\n' }, /"apiKey" must be a key without line breaks/],
    [{ headers: { 'a b': 'c' } }, /"headers" must not set "a b"/],
    [{ headers: { 'content-length': '1' } }, /"headers" must not set "content-length"/],
    [{ headers: { a: '\n' } }, /"headers" must give "a" a text/],
    [{ forwardHeaders: 'x' }, /"forwardHeaders" must be a list/],
    [{ forwardHeaders: ['*x'] }, /"forwardHeaders" must hold header names/],
    [{ forwardHeaders: ['authorization'] }, /"forwardHeaders" must not name "authorization"/],
    [{ options: [] }, /"options" must be an object/],
    [{ keepAlive: true }, /"keepAlive" must be a duration/],
    [{ keepAlive: '' }, /"keepAlive" must be a duration/],
    [{ keepAlive: Number.NaN }, /"keepAlive" must be a duration/],
    [{ thinkLevels: ['low'] }, /"thinkLevels" must give each model a list/],
    [{ thinkLevels: { m: [] } }, /"thinkLevels" must give each model a list/],
    [{ timeouts: { idleMs: -1 } }, /"timeouts.idleMs" must be a number of milliseconds/],
    [{ proxy: 'x' }, /"proxy" must be a URL/],
  ])('%j', (settings, message) => {
    expect(made(settings)).toThrow(TypeError);
    expect(made(settings)).toThrow(message);
  });

  it('and no secret is quoted', () => {
    expect(made({ apiKey: 'sk-secret\n' })).not.toThrow(/sk-secret/);
  });
});

it('settings that work', () => {
  const settings = {
    id: 'mine',
    baseUrl: 'https://ollama.com/',
    apiKey: () => 'k',
    headers: { 'x-a': 'b' },
    forwardHeaders: ['X-Trace-*'],
    options: { num_ctx: 8192 },
    keepAlive: -1,
    thinkLevels: { 'qwen*': ['low', 'max'] },
    timeouts: { firstByteMs: 0 },
    proxy: undefined,
  };
  expect(createOllamaProvider(settings).id).toBe('mine');
  expect(createOllamaProvider().id).toBe('ollama');
});
