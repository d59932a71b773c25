import type { ResponsesTool } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { createToolNames } from './tool-names.ts';

const namespace = (name: string, ...tools: object[]) =>
  ({ type: 'namespace', name, description: '', tools }) as ResponsesTool;
const fn = (name: string) => ({ type: 'function', name }) as const;
const custom = (name: string) => ({ type: 'custom', name }) as const;

describe('the name of a tool in chat', () => {
  test('outside of namespaces it is its own, whatever it looks like', () => {
    const names = createToolNames([fn('get.weather'), custom('patch')]);
    expect(names.toChat('get.weather')).toBe('get.weather');
    expect(names.fromChat('get.weather')).toEqual({ kind: 'function', name: 'get.weather' });
    expect(names.fromChat('patch')).toEqual({ kind: 'custom', name: 'patch' });
  });

  test('in a namespace it has the namespace in front', () => {
    const names = createToolNames([namespace('crm', fn('find'), custom('note'))]);
    expect(names.toChat('find', 'crm')).toBe('crm__find');
    expect(names.fromChat('crm__find')).toEqual({
      kind: 'function',
      name: 'find',
      namespace: 'crm',
    });
    expect(names.fromChat('crm__note')).toEqual({ kind: 'custom', name: 'note', namespace: 'crm' });
  });

  test.each([
    ['too long', 'n'.repeat(40), 'f'.repeat(40)],
    ['of other letters', 'größe', 'get weather'],
  ])('%s it is shortened to what servers accept, and finds back', (_, space, name) => {
    const names = createToolNames([namespace(space, fn(name), fn(`${name}2`))]);
    const chatNames = [names.toChat(name, space), names.toChat(`${name}2`, space)];
    for (const chatName of chatNames) expect(chatName).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(new Set(chatNames).size).toBe(2);
    expect(names.fromChat(chatNames[1] ?? '')).toMatchObject({ name: `${name}2` });
  });

  test('is unique, and a function outside of namespaces never loses its own', () => {
    const spaces = [namespace('a', fn('b__c')), namespace('a__b', fn('c'))];
    const names = createToolNames([...spaces, fn('a__b__c')]);
    const chatNames = [names.toChat('b__c', 'a'), names.toChat('c', 'a__b')];
    expect(names.fromChat('a__b__c')).toEqual({ kind: 'function', name: 'a__b__c' });
    expect(new Set([...chatNames, 'a__b__c']).size).toBe(3);
  });

  test('is the same on every turn', () => {
    const tools = [namespace('n'.repeat(60), fn('find'))];
    const first = createToolNames(tools).toChat('find', 'n'.repeat(60));
    expect(createToolNames(tools).toChat('find', 'n'.repeat(60))).toBe(first);
  });

  test('that only the history knows is made alike, and takes no other’s', () => {
    const names = createToolNames([fn('crm__find')]);
    expect(names.toChat('gone')).toBe('gone');
    expect(names.toChat('gone', 'crm')).toBe('crm__gone');
    expect(names.toChat('find', 'crm')).not.toBe('crm__find');
  });

  test('that nobody has is a function’s', () => {
    expect(createToolNames(null).fromChat('made_up')).toEqual({
      kind: 'function',
      name: 'made_up',
    });
  });

  test('survives tools of any shape', () => {
    const tools = [null, 'x', { type: 'function' }, { type: 'namespace', tools: [1, {}] }];
    expect(createToolNames(tools as unknown as ResponsesTool[]).toChat('x')).toBe('x');
  });
});
