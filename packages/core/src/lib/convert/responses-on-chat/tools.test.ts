import { describe, expect, test } from 'vitest';
import { asked, refusalOf } from './__fixtures__/asked.ts';

const toolsOf = (...tools: unknown[]) => asked({ input: 'hi', tools }).tools;
const parameters = { type: 'object', properties: { city: { type: 'string' } } };

describe('tools', () => {
  test('a function keeps all that describes it', () => {
    const described = { name: 'f', description: 'Does.', parameters, strict: true };
    expect(toolsOf({ type: 'function', ...described })).toEqual([
      { type: 'function', function: described },
    ]);
  });

  test('what is null is left out', () => {
    const nulls = { description: null, parameters: null, strict: null };
    expect(toolsOf({ type: 'function', name: 'f', ...nulls })).toEqual([
      { type: 'function', function: { name: 'f' } },
    ]);
  });

  const oneText = {
    type: 'object',
    properties: { input: { type: 'string' } },
    required: ['input'],
    additionalProperties: false,
  };

  test('a custom tool is a function with one text, and its grammar is described', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: "a"' };
    const custom = { type: 'custom', name: 'patch', description: 'Edits.' };
    const description = 'Edits.\n\nThe input must match this lark grammar:\nstart: "a"';
    expect(toolsOf({ ...custom, format }, { ...custom, format: { type: 'text' } })).toEqual([
      { type: 'function', function: { name: 'patch', description, parameters: oneText } },
      { type: 'function', function: { name: 'patch', description: 'Edits.', parameters: oneText } },
    ]);
  });

  test('those of a namespace stand in its place, with its description in front', () => {
    const tools = [
      { type: 'function', name: 'find', description: 'Finds one.', parameters },
      { type: 'custom', name: 'note' },
    ];
    const namespace = { type: 'namespace', name: 'crm', description: 'Customers.', tools };
    const description = 'Customers.\n\nFinds one.';
    expect(toolsOf(namespace, { type: 'function', name: 'last' })).toEqual([
      { type: 'function', function: { name: 'crm__find', description, parameters } },
      {
        type: 'function',
        function: { name: 'crm__note', description: 'Customers.', parameters: oneText },
      },
      { type: 'function', function: { name: 'last' } },
    ]);
  });

  test.each([[null], [[]], [undefined]])('none where there are none: %j', (tools) => {
    const request = asked({ input: 'hi', tools, parallel_tool_calls: false, tool_choice: 'auto' });
    expect(request).toEqual({ model: '', messages: [{ role: 'user', content: 'hi' }] });
  });

  const known = { type: 'function', name: 'f' };
  test.each([
    [[known, { type: 'web_search' }], 'unsupported_parameter', 'tools[1].type'],
    [
      [{ type: 'namespace', name: 'n', tools: [{ type: 'mcp' }] }],
      'unsupported_parameter',
      'tools[0].tools[0].type',
    ],
    [
      [{ type: 'function', function: { name: 'f' } }],
      'missing_required_parameter',
      'tools[0].name',
    ],
    [[{ type: 'namespace', name: 'n' }], 'invalid_type', 'tools[0].tools'],
    [['f'], 'invalid_type', 'tools[0]'],
  ])('%j are refused', (tools, code, param) => {
    expect(refusalOf(() => toolsOf(...tools))).toEqual([code, param]);
  });
});

describe('tool choice', () => {
  const tools = [
    { type: 'function', name: 'f' },
    { type: 'function', name: 'g' },
    { type: 'custom', name: 'patch' },
    {
      type: 'namespace',
      name: 'crm',
      description: '',
      tools: [{ type: 'function', name: 'find' }],
    },
  ];
  const choose = (tool_choice: unknown, members: object = {}) =>
    asked({ input: 'hi', tools, tool_choice, ...members });
  const named = (name: string) => ({ type: 'function', function: { name } });
  const allow = (mode: unknown, ...names: string[]) => ({
    type: 'allowed_tools',
    mode,
    tools: names.map((name) => ({ type: 'function', name })),
  });

  test.each([
    ['none', 'none'],
    ['auto', 'auto'],
    ['required', 'required'],
    [null, undefined],
    [{ type: 'function', name: 'g' }, named('g')],
    [{ type: 'custom', name: 'patch' }, named('patch')],
    [{ type: 'function', name: 'find' }, named('crm__find')],
    [{ type: 'function', name: 'find', namespace: 'crm' }, named('crm__find')],
    [allow('auto', 'f', 'g'), 'auto'],
    [allow(undefined, 'f'), 'auto'],
    [allow('none', 'f'), 'none'],
    [allow('required', 'f', 'g'), 'required'],
    [allow('required', 'g'), named('g')],
    [{ type: 'allowed_tools', tools: [{ type: 'namespace', name: 'crm' }] }, 'auto'],
  ])('%j', (choice, expected) => {
    expect(choose(choice).tool_choice).toEqual(expected);
  });

  test('all tools stay, whatever is allowed', () => {
    expect(choose(allow('required', 'f')).tools).toEqual(choose('auto').tools);
  });

  test.each([
    [{ type: 'function', name: 'x' }, 'invalid_value', 'tool_choice.name'],
    [{ type: 'custom', name: 'f' }, 'invalid_value', 'tool_choice.name'],
    [{ type: 'function', name: 'f', namespace: 'crm' }, 'invalid_value', 'tool_choice.name'],
    [{ type: 'function' }, 'missing_required_parameter', 'tool_choice.name'],
    [allow('auto', 'f', 'x'), 'invalid_value', 'tool_choice.tools[1]'],
    [
      { type: 'allowed_tools', tools: [{ type: 'mcp', server_label: 's' }] },
      'invalid_value',
      'tool_choice.tools[0]',
    ],
    [allow('auto'), 'invalid_value', 'tool_choice.tools'],
    [{ type: 'allowed_tools' }, 'invalid_type', 'tool_choice.tools'],
    [allow('sometimes', 'f'), 'invalid_value', 'tool_choice.mode'],
    [{ type: 'web_search_preview' }, 'unsupported_parameter', 'tool_choice'],
    ['sometimes', 'invalid_value', 'tool_choice'],
  ])('%j is refused', (choice, code, param) => {
    expect(refusalOf(() => choose(choice))).toEqual([code, param]);
  });

  test('required without tools is refused', () => {
    expect(refusalOf(() => choose('required', { tools: [] }))).toEqual([
      'invalid_value',
      'tool_choice',
    ]);
  });

  test.each([[true], [false]])('calls at once go with the tools: %j', (parallel_tool_calls) => {
    expect(choose('auto', { parallel_tool_calls })).toMatchObject({ parallel_tool_calls });
  });
});
