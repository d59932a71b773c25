import { describe, expect, test } from 'vitest';
import { bodyOf, functionTool, refusalOf } from './__fixtures__/asked.ts';

const tools = [
  functionTool('a'),
  functionTool('b'),
  { type: 'custom', name: 'c' },
  { type: 'namespace', name: 'n', description: 'd', tools: [functionTool('x'), functionTool('y')] },
];
const choose = (tool_choice: unknown) => bodyOf({ tools, tool_choice }).toolConfig;
const config = (mode: string, allowedFunctionNames?: string[]) => ({
  functionCallingConfig: { mode, ...(allowedFunctionNames && { allowedFunctionNames }) },
});
const one = (name: string) => ({ type: 'function', name });
const allowed = (mode: string | undefined, ...list: object[]) => ({
  type: 'allowed_tools',
  mode,
  tools: list,
});

test.each([
  ['auto', config('AUTO')],
  ['none', config('NONE')],
  ['required', config('ANY')],
  [one('b'), config('ANY', ['b'])],
  [{ type: 'custom', name: 'c' }, config('ANY', ['c'])],
  [one('x'), config('ANY', ['n__x'])],
  [allowed('required', one('a'), { type: 'custom', name: 'c' }), config('ANY', ['a', 'c'])],
  [allowed(undefined, one('a')), config('VALIDATED', ['a'])],
  [allowed('auto', { type: 'namespace', name: 'n' }), config('VALIDATED', ['n__x', 'n__y'])],
  [allowed('none', one('a')), config('NONE')],
  [null, undefined],
])('%j', (choice, expected) => {
  expect(choose(choice)).toEqual(expected);
});

test('without tools there is nothing to choose', () => {
  expect(bodyOf({ tool_choice: 'auto' }).toolConfig).toBeUndefined();
  expect(bodyOf({ tool_choice: 'none' }).toolConfig).toBeUndefined();
});

test('what was written for Gemini stands over it', () => {
  const toolConfig = config('VALIDATED');
  expect(bodyOf({ tools, tool_choice: 'auto', toolConfig }).toolConfig).toBe(toolConfig);
});

describe('a choice that cannot be kept is refused', () => {
  test.each([
    [one('z'), 'invalid_value', 'tool_choice.name'],
    ['sometimes', 'invalid_value', 'tool_choice'],
    [{ type: 'web_search' }, 'unsupported_parameter', 'tool_choice'],
    [allowed('auto'), 'invalid_value', 'tool_choice.tools'],
    [allowed('auto', one('z')), 'invalid_value', 'tool_choice.tools[0]'],
    [allowed('often', one('a')), 'invalid_value', 'tool_choice.mode'],
  ])('%j', (tool_choice, code, param) => {
    expect(refusalOf({ tools, tool_choice })).toEqual({ code, param });
  });

  test('a call of nothing', () => {
    expect(refusalOf({ tool_choice: 'required' })).toEqual({
      code: 'invalid_value',
      param: 'tool_choice',
    });
  });
});
