import { describe, expect, it } from 'vitest';
import { convertTools } from './convert-tools.ts';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tool = (name: string, more: object = {}) => ({
  type: 'function',
  function: { name, parameters, ...more },
});
const both = [tool('weather'), tool('time')];

function convert(tools: unknown, choice?: unknown) {
  const warnings: string[] = [];
  const converted = convertTools(tools, choice, (one) => warnings.push(one));
  return { names: converted?.map(({ function: { name } }) => name), converted, warnings };
}

const mustCall =
  'Ollama cannot be made to call a tool: "tool_choice" only decides which ones are offered.';

describe('tools', () => {
  it('go as they are, without what Ollama has no word for', () => {
    expect(
      convert([
        tool('weather', { description: 'Of today', strict: false }),
        { type: 'function', function: { name: 'now', parameters: null } },
      ]),
    ).toMatchObject({
      converted: [
        { type: 'function', function: { name: 'weather', description: 'Of today', parameters } },
        {
          type: 'function',
          function: { name: 'now', parameters: { type: 'object', properties: {} } },
        },
      ],
      warnings: [],
    });
  });

  it('are not strict, with a warning', () => {
    expect(convert([tool('weather', { strict: true })])).toEqual({
      names: ['weather'],
      converted: [{ type: 'function', function: { name: 'weather', parameters } }],
      warnings: [
        'Ollama does not hold models to the parameters of a tool: tools[0] is not strict.',
      ],
    });
  });

  it.each([[undefined], [null], [[]]])('are none for %j', (tools) => {
    expect(convert(tools)).toEqual({ converted: undefined, names: undefined, warnings: [] });
  });
});

describe('a choice decides which tools are offered', () => {
  const named = { type: 'function', function: { name: 'time' } };
  const allowed = (mode: string) => ({
    type: 'allowed_tools',
    allowed_tools: { mode, tools: [named] },
  });

  it.each([
    ['auto', ['weather', 'time'], []],
    [null, ['weather', 'time'], []],
    ['none', undefined, []],
    ['required', ['weather', 'time'], [mustCall]],
    [named, ['time'], [mustCall]],
    [allowed('auto'), ['time'], []],
    [allowed('required'), ['time'], [mustCall]],
  ])('%j', (choice, names, warnings) => {
    expect(convert(both, choice)).toMatchObject({ names, warnings });
  });
});

describe('what is no function is refused by its place', () => {
  const custom = { type: 'custom', custom: { name: 'run' } };

  it.each([
    ['tools[1].type', [tool('weather'), custom], 'auto'],
    ['tools[0].type', [null], 'auto'],
    ['tool_choice', both, custom],
    ['tool_choice', both, 'any'],
    ['tool_choice.function.name', both, { type: 'function', function: { name: 'other' } }],
    [
      'tool_choice.allowed_tools.tools',
      both,
      { type: 'allowed_tools', allowed_tools: { tools: [custom, null] } },
    ],
  ])('%s', (param, tools, choice) => {
    expect(() => convert(tools, choice)).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param }),
    );
  });
});
