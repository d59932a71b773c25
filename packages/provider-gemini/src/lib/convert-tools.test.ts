import { describe, expect, test } from 'vitest';
import { ask, bodyOf, functionTool, refusalOf } from './__fixtures__/asked.ts';

const weather = functionTool('get_weather', { description: 'Of a city' });
const schema = weather.parameters;

describe('functions', () => {
  test('keep their JSON Schema where the model reads it', () => {
    expect(
      bodyOf({ tools: [weather, { type: 'function', name: 'now', parameters: null }] }).tools,
    ).toEqual([
      {
        functionDeclarations: [
          { name: 'get_weather', description: 'Of a city', parametersJsonSchema: schema },
          { name: 'now' },
        ],
      },
    ]);
  });

  test('have it in Google’s subset where it does not', () => {
    const empty = { type: 'function', name: 'now', parameters: { type: 'object', properties: {} } };
    expect(bodyOf({ tools: [weather, empty] }, 'gemini-2.0-flash').tools).toEqual([
      {
        functionDeclarations: [
          {
            name: 'get_weather',
            description: 'Of a city',
            parameters: {
              type: 'OBJECT',
              properties: { city: { type: 'STRING' } },
              propertyOrdering: ['city'],
            },
          },
          { name: 'now' },
        ],
      },
    ]);
  });
});

test('custom tools are functions with one text', () => {
  const format = { type: 'grammar', syntax: 'regex', definition: '[a-z]+' };
  const tools = [{ type: 'custom', name: 'shell', description: 'Runs', format }];
  expect(bodyOf({ tools }).tools).toEqual([
    {
      functionDeclarations: [
        {
          name: 'shell',
          description: 'Runs\n\nThe input must match this regex grammar:\n[a-z]+',
          parametersJsonSchema: {
            type: 'object',
            properties: { input: { type: 'string' } },
            required: ['input'],
          },
        },
      ],
    },
  ]);
});

test('tools of a namespace have its name and description in front', () => {
  const tools = [{ type: 'namespace', name: 'crm', description: 'Customers', tools: [weather] }];
  expect(bodyOf({ tools }).tools).toEqual([
    {
      functionDeclarations: [
        {
          name: 'crm__get_weather',
          description: 'Customers\n\nOf a city',
          parametersJsonSchema: schema,
        },
      ],
    },
  ]);
});

test('tools in Gemini’s own words, as overrides have them, pass as they are', () => {
  expect(bodyOf({ tools: [weather, { googleSearch: {} }] }).tools).toEqual([
    { functionDeclarations: [expect.anything()] },
    { googleSearch: {} },
  ]);
});

test('OpenAI’s tool that draws asks for pictures in the answer', () => {
  const converted = ask({
    input: 'hi',
    tools: [{ type: 'image_generation', size: '1024x1536', quality: 'low' }],
  });
  expect(converted.body.generationConfig).toEqual({
    responseModalities: ['TEXT', 'IMAGE'],
    imageConfig: { aspectRatio: '2:3' },
  });
  expect(converted.body.tools).toBeUndefined();
  expect(converted.warnings).toEqual(['Settings of "image_generation" were left out: quality.']);
});

test('strictness that nobody keeps is warned of, once, and not where Gemini keeps it', () => {
  const tools = [functionTool('a', { strict: true }), functionTool('b', { strict: true })];
  expect(ask({ input: 'hi', tools }).warnings).toHaveLength(1);
  expect(ask({ input: 'hi', tools, tool_choice: 'required' }).warnings).toEqual([]);
});

describe('what Gemini does not have is refused by name', () => {
  test.each([
    [[{ type: 'web_search' }], 'unsupported_parameter', 'tools[0].type'],
    [[weather, { type: 'function' }], 'missing_required_parameter', 'tools[1].name'],
    [[{ fileSearch: { fileSearchStoreNames: ['x'] } }], 'unsupported_parameter', 'tools[0].type'],
    [[{}], 'unsupported_parameter', 'tools[0].type'],
    [['x'], 'invalid_type', 'tools[0]'],
    ['x', 'invalid_type', 'tools'],
    [
      [{ type: 'namespace', name: 'n', tools: [{ type: 'mcp' }] }],
      'unsupported_parameter',
      'tools[0].tools[0].type',
    ],
  ])('%j', (tools, code, param) => {
    expect(refusalOf({ tools })).toEqual({ code, param });
  });
});
