import { describe, expect, test } from 'vitest';
import { refusalOf } from '../responses-on-chat/__fixtures__/asked.ts';
import { asked } from './__fixtures__/asked.ts';

const ask = (members: object) => asked({ model: 'm', messages: [], ...members });
const parameters = { type: 'object', properties: {} };

describe('tools', () => {
  test('functions are flat, and as strict as chat would be', () => {
    const tools = [
      { type: 'function', function: { name: 'f', description: 'd', parameters, strict: true } },
      { type: 'function', function: { name: 'g' } },
    ];
    expect(ask({ tools }).tools).toEqual([
      { type: 'function', name: 'f', description: 'd', parameters, strict: true },
      { type: 'function', name: 'g', parameters: null, strict: false },
    ]);
  });

  test('custom tools with their formats', () => {
    const grammar = { syntax: 'regex', definition: 'a+' };
    const tools = [
      { type: 'custom', custom: { name: 'a', description: 'd' } },
      { type: 'custom', custom: { name: 'b', format: { type: 'text' } } },
      { type: 'custom', custom: { name: 'c', format: { type: 'grammar', grammar } } },
    ];
    expect(ask({ tools }).tools).toEqual([
      { type: 'custom', name: 'a', description: 'd' },
      { type: 'custom', name: 'b', format: { type: 'text' } },
      { type: 'custom', name: 'c', format: { type: 'grammar', ...grammar } },
    ]);
  });

  test('functions from before there were tools are tools', () => {
    const functions = [{ name: 'f', description: 'd', parameters }];
    expect(ask({ functions }).tools).toEqual([
      { type: 'function', name: 'f', description: 'd', parameters, strict: false },
    ]);
  });

  test.each([[undefined], [null], [[]]])('none where there are none: %j', (tools) => {
    expect(ask({ tools })).toEqual({ model: 'm', input: [], store: false });
  });

  test.each([
    [{ tools: [{ type: 'web_search' }] }, 'unsupported_parameter', 'tools[0].type'],
    [{ tools: [{ google_search: {} }] }, 'unsupported_parameter', 'tools[0].type'],
    [{ tools: [{ type: 'function' }] }, 'missing_required_parameter', 'tools[0].function.name'],
    [{ tools: [{ type: 'custom' }] }, 'missing_required_parameter', 'tools[0].custom.name'],
    [{ functions: [{}] }, 'missing_required_parameter', 'functions[0].name'],
    [{ functions: {} }, 'invalid_type', 'functions'],
  ])('%j are refused', (members, code, param) => {
    expect(refusalOf(() => ask(members))).toEqual([code, param]);
  });
});

describe('tool choice', () => {
  const allowed = (members: object) => ({ type: 'allowed_tools', allowed_tools: members });

  test.each([
    [{ tool_choice: 'none' }, 'none'],
    [{ tool_choice: 'required' }, 'required'],
    [
      { tool_choice: { type: 'function', function: { name: 'f' } } },
      { type: 'function', name: 'f' },
    ],
    [{ tool_choice: { type: 'custom', custom: { name: 'c' } } }, { type: 'custom', name: 'c' }],
    [
      {
        tool_choice: allowed({
          mode: 'required',
          tools: [
            { type: 'function', function: { name: 'f' } },
            { type: 'custom', custom: { name: 'c' } },
          ],
        }),
      },
      {
        type: 'allowed_tools',
        mode: 'required',
        tools: [
          { type: 'function', name: 'f' },
          { type: 'custom', name: 'c' },
        ],
      },
    ],
    [{ function_call: 'auto' }, 'auto'],
    [{ function_call: { name: 'f' } }, { type: 'function', name: 'f' }],
    [{ tool_choice: null }, undefined],
  ])('%j', (members, expected) => {
    expect(ask(members).tool_choice).toEqual(expected);
  });

  test.each([
    [{ tool_choice: { type: 'web_search' } }, 'unsupported_parameter', 'tool_choice'],
    [
      { tool_choice: { type: 'function' } },
      'missing_required_parameter',
      'tool_choice.function.name',
    ],
    [{ tool_choice: allowed({ mode: 'auto' }) }, 'invalid_type', 'tool_choice.allowed_tools.tools'],
    [
      { tool_choice: allowed({ mode: 'auto', tools: [{ type: 'mcp' }] }) },
      'unsupported_parameter',
      'tool_choice.allowed_tools.tools[0].type',
    ],
    [{ function_call: {} }, 'missing_required_parameter', 'function_call.name'],
  ])('%j is refused', (members, code, param) => {
    expect(refusalOf(() => ask(members))).toEqual([code, param]);
  });
});
