import { describe, expect, test } from 'vitest';
import {
  ask,
  call,
  contentsOf,
  functionTool,
  output,
  refusalOf,
  user,
} from './__fixtures__/asked.ts';
import { anySignature } from './signatures.ts';

/** A model that needs no signatures. */
const model = 'gemini-2.5-flash';
const text = (said: string) => ({ text: said });
const fc = (name: string, args: unknown = {}, more: object = {}) => ({
  functionCall: { name, args },
  ...more,
});
const fr = (name: string, said = 'ok') => ({
  functionResponse: { name, response: { output: said } },
});

describe('the conversation', () => {
  test('a text is what the user says', () => {
    expect(ask({ input: 'hi' }).body).toEqual({
      contents: [{ role: 'user', parts: [text('hi')] }],
    });
  });

  test('instructions go in front, wherever they stand', () => {
    const input = [
      { role: 'system', content: 'a' },
      user('hi'),
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'b' }] },
      { role: 'assistant', content: 'yes' },
    ];
    expect(ask({ instructions: 'first', input }).body).toEqual({
      systemInstruction: { parts: [text('first'), text('a'), text('b')] },
      contents: [
        { role: 'user', parts: [text('hi')] },
        { role: 'model', parts: [text('yes')] },
      ],
    });
  });

  test('instructions alone are said by the user', () => {
    expect(ask({ instructions: 'Say hi', input: [] }).body).toEqual({
      contents: [{ role: 'user', parts: [text('Say hi')] }],
    });
  });

  test('a refusal is text, and what says nothing is left out', () => {
    const content = [
      { type: 'refusal', refusal: 'No.' },
      { type: 'output_text', text: '' },
    ];
    const input = [user('hi'), { type: 'message', role: 'assistant', content }];
    expect(contentsOf(input)).toEqual([
      { role: 'user', parts: [text('hi')] },
      { role: 'model', parts: [text('No.')] },
    ]);
  });
});

describe('tool calls', () => {
  test('text and calls of a turn are one content, their results the next', () => {
    const input = [
      user('hi'),
      { role: 'assistant', content: 'Looking' },
      call('c1', 'f', '{"a":1}'),
      call('c2', 'g'),
      output('c1', 'one'),
      output('c2', 'two'),
      user('and?'),
    ];
    expect(contentsOf(input, model)).toEqual([
      { role: 'user', parts: [text('hi')] },
      { role: 'model', parts: [text('Looking'), fc('f', { a: 1 }), fc('g')] },
      { role: 'user', parts: [fr('f', 'one'), fr('g', 'two')] },
      { role: 'user', parts: [text('and?')] },
    ]);
  });

  test('results stand in the order of their calls, and follow them at once', () => {
    const input = [
      call('c1', 'f'),
      call('c2', 'f'),
      user('wait'),
      output('c2', '2'),
      output('c1', '1'),
    ];
    expect(contentsOf(input, model)).toEqual([
      { role: 'model', parts: [fc('f'), fc('f')] },
      { role: 'user', parts: [fr('f', '1'), fr('f', '2')] },
      { role: 'user', parts: [text('wait')] },
    ]);
  });

  test('one after the other they stay so', () => {
    const input = [call('c1', 'f'), output('c1'), call('c2', 'g'), output('c2')];
    expect(contentsOf(input, model)).toEqual([
      { role: 'model', parts: [fc('f')] },
      { role: 'user', parts: [fr('f')] },
      { role: 'model', parts: [fc('g')] },
      { role: 'user', parts: [fr('g')] },
    ]);
  });

  test('ids that Gemini gave go back, others do not', () => {
    const input = [call('gem_x1', 'f'), call('call_1', 'f'), output('gem_x1'), output('call_1')];
    expect(contentsOf(input, model)).toEqual([
      { role: 'model', parts: [{ functionCall: { id: 'x1', name: 'f', args: {} } }, fc('f')] },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'x1', name: 'f', response: { output: 'ok' } } }, fr('f')],
      },
    ]);
  });

  test('arguments keep their numbers', () => {
    const input = [call('c1', 'f', '{"id":12345678901234567890}'), output('c1')];
    expect(JSON.stringify(contentsOf(input, model)[0])).toContain(
      '"args":{"id":12345678901234567890}',
    );
  });

  test.each([
    ['[1]', { arguments: [1] }],
    ['null', { arguments: null }],
    ['{"a"', { arguments: '{"a"' }],
  ])('arguments that another model wrote as no object are shown in one: %s', (text, args) => {
    const [turn] = contentsOf([call('c1', 'f', text), output('c1')], model);
    expect(turn?.parts).toMatchObject([{ functionCall: { name: 'f', args } }]);
  });

  test('custom tools and namespaces have their names there', () => {
    const tools = [
      { type: 'custom', name: 'shell' },
      { type: 'namespace', name: 'n', description: 'd', tools: [functionTool('x')] },
    ];
    const input = [
      { type: 'custom_tool_call', call_id: 'c1', name: 'shell', input: 'ls' },
      { ...call('c2', 'x'), namespace: 'n' },
      {
        type: 'custom_tool_call_output',
        call_id: 'c1',
        output: [{ type: 'input_text', text: 'a' }],
      },
      output('c2'),
    ];
    expect(ask({ input, tools }, model).body.contents).toEqual([
      { role: 'model', parts: [fc('shell', { input: 'ls' }), fc('n__x')] },
      { role: 'user', parts: [fr('shell', 'a'), fr('n__x')] },
    ]);
  });
});

describe('media that a tool gave back', () => {
  const png = { mimeType: 'image/png', data: 'AAAA' };
  const input = [
    call('c1', 'f'),
    output('c1', [
      { type: 'input_text', text: 'see' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
    ]),
  ];

  test('is inside of the result where the model takes it', () => {
    expect(contentsOf(input, 'gemini-3-flash')[1]).toEqual({
      role: 'user',
      parts: [
        {
          functionResponse: {
            name: 'f',
            response: { output: 'see' },
            parts: [{ inlineData: png }],
          },
        },
      ],
    });
  });

  test('comes behind the results where it does not', () => {
    expect(contentsOf(input, model).slice(1)).toEqual([
      { role: 'user', parts: [fr('f', 'see')] },
      { role: 'user', parts: [text('Result of f:'), { inlineData: png }] },
    ]);
  });
});

describe('a history from elsewhere', () => {
  test('is marked on the first call of each step, for models that check', () => {
    const input = [
      call('c1', 'f'),
      call('c2', 'g'),
      output('c1'),
      output('c2'),
      call('c3', 'h'),
      output('c3'),
    ];
    expect(contentsOf(input, 'gemini-3-flash')).toEqual([
      { role: 'model', parts: [fc('f', {}, { thoughtSignature: anySignature }), fc('g')] },
      { role: 'user', parts: [fr('f'), fr('g')] },
      { role: 'model', parts: [fc('h', {}, { thoughtSignature: anySignature })] },
      { role: 'user', parts: [fr('h')] },
    ]);
  });

  test('loses reasoning that Gemini cannot read, with one warning', () => {
    const reasoning = { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' };
    const input = [user('hi'), reasoning, reasoning, { role: 'assistant', content: 'yes' }];
    const { body, warnings } = ask({ input });
    expect(body.contents).toEqual([
      { role: 'user', parts: [text('hi')] },
      { role: 'model', parts: [text('yes')] },
    ]);
    expect(warnings).toEqual(['Reasoning that Gemini cannot read was left out.']);
  });
});

describe('refused, by name', () => {
  test.each([
    [[{ type: 'web_search_call', id: 'ws_1' }], 'unsupported_parameter', 'input[0].type'],
    [[{ id: 'msg_1' }], 'unsupported_parameter', 'input[0].type'],
    [[{ role: 'robot', content: '' }], 'invalid_value', 'input[0].role'],
    [[output('c9')], 'invalid_value', 'input[0].call_id'],
    [
      [{ type: 'function_call', call_id: 'c1', arguments: '{}' }],
      'missing_required_parameter',
      'input[0].name',
    ],
    [
      [
        {
          role: 'system',
          content: [{ type: 'input_image', image_url: 'data:image/png;base64,AA' }],
        },
      ],
      'unsupported_parameter',
      'input[0].content[0].type',
    ],
    [[user({ text: 'hi' })], 'invalid_type', 'input[0].content'],
    [['hi'], 'invalid_type', 'input[0]'],
    [[], 'missing_required_parameter', 'input'],
  ])('%j', (input, code, param) => {
    expect(refusalOf({ input })).toEqual({ code, param });
  });
});
