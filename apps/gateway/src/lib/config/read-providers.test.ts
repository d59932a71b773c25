import { describe, expect, it } from 'vitest';
import { readProviders } from './read-providers.ts';

describe('OLLAMA_HOST', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:11434/'],
    ['0.0.0.0', 'http://127.0.0.1:11434/'],
    ['0.0.0.0:8000', 'http://127.0.0.1:8000/'],
    ['box:8000', 'http://box:8000/'],
    ['[::1]', 'http://[::1]:11434/'],
    ['http://box', 'http://box:11434/'],
    ['http://box:80', 'http://box/'],
    ['https://ollama.example/behind', 'https://ollama.example/behind'],
    ['a b', 'a b'],
  ])('%s is %s', (OLLAMA_HOST, baseUrl) => {
    expect(readProviders({ OLLAMA_HOST })).toEqual([{ type: 'ollama', baseUrl }]);
  });
});
