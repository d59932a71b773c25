import { describe, expect, test } from 'vitest';
import { createGeminiNames } from './tool-names.ts';

const named = (name: string) => ({ type: 'function', name }) as const;
const namespace = (name: string, ...tools: string[]) =>
  ({ type: 'namespace', name, description: 'd', tools: tools.map(named) }) as const;

describe('every tool has a name that Gemini takes', () => {
  test('a good one stays', () => {
    const names = createGeminiNames([named('get_weather')]);
    expect(names.toWire('get_weather')).toBe('get_weather');
    expect(names.fromWire('get_weather')).toEqual({ kind: 'function', name: 'get_weather' });
  });

  test.each(['2fast', '-dash', 'with space', 'x'.repeat(80)])('"%s" comes back', (name) => {
    const names = createGeminiNames([named(name)]);
    const wireName = names.toWire(name);
    expect(wireName).toMatch(/^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
    expect(names.fromWire(wireName)).toEqual({ kind: 'function', name });
  });

  test('also in a namespace', () => {
    const names = createGeminiNames([namespace('2fast', 'find'), namespace('b', 'find')]);
    expect(names.toWire('find', 'b')).toBe('b__find');
    expect(names.toWire('find', '2fast')).toMatch(/^_2fast__find_[0-9a-f]{8}$/);
    expect(names.fromWire(names.toWire('find', '2fast'))).toEqual({
      kind: 'function',
      name: 'find',
      namespace: '2fast',
    });
  });
});
