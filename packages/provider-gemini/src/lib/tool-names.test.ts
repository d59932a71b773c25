import { describe, expect, test } from 'vitest';
import { createToolNames } from './tool-names.ts';

const named = (name: string) => ({ type: 'function', name }) as const;
const namespace = (name: string, ...tools: string[]) =>
  ({ type: 'namespace', name, description: 'd', tools: tools.map(named) }) as const;

describe('every tool has a name of its own that Gemini takes', () => {
  test('a good one stays', () => {
    const names = createToolNames([named('get_weather')]);
    expect(names.toGemini('get_weather')).toBe('get_weather');
    expect(names.fromGemini('get_weather')).toEqual({ kind: 'function', name: 'get_weather' });
  });

  test.each(['2fast', '-dash', 'with space', 'x'.repeat(80)])('"%s" comes back', (name) => {
    const names = createToolNames([named(name)]);
    const geminiName = names.toGemini(name);
    expect(geminiName).toMatch(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
    expect(names.fromGemini(geminiName)).toEqual({ kind: 'function', name });
  });

  test('tools of namespaces are told apart, also from plain ones that look the same', () => {
    const names = createToolNames([
      namespace('a', 'find'),
      named('a__find'),
      namespace('b', 'find'),
    ]);
    expect(names.toGemini('a__find')).toBe('a__find');
    expect(names.toGemini('find', 'b')).toBe('b__find');
    expect(names.toGemini('find', 'a')).toMatch(/^a__find_[0-9a-f]{8}$/);
    expect(names.fromGemini(names.toGemini('find', 'a'))).toEqual({
      kind: 'function',
      name: 'find',
      namespace: 'a',
    });
  });

  test('one that the request does not have is a function of that name', () => {
    const names = createToolNames(null);
    expect([names.toGemini('old'), names.fromGemini('old')]).toEqual([
      'old',
      { kind: 'function', name: 'old' },
    ]);
  });
});
