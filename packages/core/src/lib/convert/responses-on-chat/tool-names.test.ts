import type { ResponsesTool } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { createToolNames } from './tool-names.ts';

const namespace = (name: string, ...tools: object[]) =>
  ({ type: 'namespace', name, description: '', tools }) as ResponsesTool;
const fn = (name: string) => ({ type: 'function', name }) as const;
const custom = (name: string) => ({ type: 'custom', name }) as const;

describe('the name of a tool on a flat wire', () => {
  test('outside of namespaces it is its own, whatever it looks like', () => {
    const names = createToolNames([fn('get.weather'), custom('patch')]);
    expect(names.toWire('get.weather')).toBe('get.weather');
    expect(names.fromWire('get.weather')).toEqual({ kind: 'function', name: 'get.weather' });
    expect(names.fromWire('patch')).toEqual({ kind: 'custom', name: 'patch' });
  });

  test('in a namespace it has the namespace in front', () => {
    const names = createToolNames([namespace('crm', fn('find'), custom('note'))]);
    expect(names.toWire('find', 'crm')).toBe('crm__find');
    expect(names.fromWire('crm__find')).toEqual({
      kind: 'function',
      name: 'find',
      namespace: 'crm',
    });
    expect(names.fromWire('crm__note')).toEqual({ kind: 'custom', name: 'note', namespace: 'crm' });
  });

  test.each([
    ['too long', 'n'.repeat(40), 'f'.repeat(40)],
    ['of other letters', 'größe', 'get weather'],
  ])('%s it is shortened to what servers accept, and finds back', (_, space, name) => {
    const names = createToolNames([namespace(space, fn(name), fn(`${name}2`))]);
    const wireNames = [names.toWire(name, space), names.toWire(`${name}2`, space)];
    for (const wireName of wireNames) expect(wireName).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(new Set(wireNames).size).toBe(2);
    expect(names.fromWire(wireNames[1] ?? '')).toMatchObject({ name: `${name}2` });
  });

  test('is unique, and a function outside of namespaces never loses its own', () => {
    const spaces = [namespace('a', fn('b__c')), namespace('a__b', fn('c'))];
    const names = createToolNames([...spaces, fn('a__b__c')]);
    const wireNames = [names.toWire('b__c', 'a'), names.toWire('c', 'a__b')];
    expect(names.fromWire('a__b__c')).toEqual({ kind: 'function', name: 'a__b__c' });
    expect(new Set([...wireNames, 'a__b__c']).size).toBe(3);
  });

  test('is the same on every turn', () => {
    const tools = [namespace('n'.repeat(60), fn('find'))];
    const first = createToolNames(tools).toWire('find', 'n'.repeat(60));
    expect(createToolNames(tools).toWire('find', 'n'.repeat(60))).toBe(first);
  });

  test('that only the history knows is made alike, and takes no other’s', () => {
    const names = createToolNames([fn('crm__find')]);
    expect(names.toWire('gone')).toBe('gone');
    expect(names.toWire('gone', 'crm')).toBe('crm__gone');
    expect(names.toWire('find', 'crm')).not.toBe('crm__find');
  });

  test('that nobody has is a function’s', () => {
    expect(createToolNames(null).fromWire('made_up')).toEqual({
      kind: 'function',
      name: 'made_up',
    });
  });

  test('survives tools of any shape', () => {
    const tools = [null, 'x', [], { type: 'function' }, { type: 'namespace', tools: [1, {}] }];
    expect(createToolNames(tools).toWire('x')).toBe('x');
  });

  test.each([null, 7, {}])('in a namespace named %j it stands alone', (name) => {
    const names = createToolNames([{ type: 'namespace', name, tools: [fn('find')] }]);
    expect(names.toWire('find', name)).toBe('find');
    expect(names.fromWire('find')).toEqual({ kind: 'function', name: 'find' });
  });

  test('outside of namespaces too is what the wire takes, where it says what that is', () => {
    const noDigitFirst = (name: string) => name.replace(/^\d/, '_');
    const names = createToolNames([fn('2fast'), fn('3fast'), fn('_fast')], noDigitFirst);
    const wireNames = names.tools.map(({ name }) => names.toWire(name));
    expect(wireNames).toEqual([
      expect.stringMatching(/^_fast_[0-9a-f]{8}$/),
      expect.stringMatching(/^_fast_[0-9a-f]{8}$/),
      '_fast',
    ]);
    expect(wireNames.map((wireName) => names.fromWire(wireName))).toEqual(names.tools);
  });
});
