import { describe, expect, test } from 'vitest';
import { asked, messagesFor, refusalOf } from './__fixtures__/asked.ts';

const user = (text: string) => ({ role: 'user', content: text });
const said = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
});
const call = (id: string, name = 'f') => ({
  type: 'function_call',
  id: `fc_${id}`,
  status: 'completed',
  call_id: id,
  name,
  arguments: '{"a":1}',
});
const output = (id: string, text: unknown = `out ${id}`) => ({
  type: 'function_call_output',
  call_id: id,
  output: text,
});
const chatCall = (id: string, name = 'f') => ({
  type: 'function',
  id,
  function: { name, arguments: '{"a":1}' },
});
const called = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => chatCall(id)),
});
const answered = (id: string) => ({ role: 'tool', tool_call_id: id, content: `out ${id}` });

describe('who speaks', () => {
  test('instructions come first, as the system', () => {
    expect(messagesFor('hi', { instructions: 'Be brief.' })).toEqual([
      { role: 'system', content: 'Be brief.' },
      user('hi'),
    ]);
  });

  test('developers are told as the system, in their place', () => {
    const input = [user('a'), { type: 'message', role: 'developer', content: 'b' }, user('c')];
    expect(messagesFor(input)).toEqual([user('a'), { role: 'system', content: 'b' }, user('c')]);
  });

  test('an assistant’s text as a string, and all that came with the item left out', () => {
    const item = { ...said('hello'), id: 'msg_1', status: 'completed', phase: 'final_answer' };
    expect(messagesFor([item, user('go on')])).toEqual([
      { role: 'assistant', content: 'hello' },
      user('go on'),
    ]);
  });

  test('several texts and refusals of one turn as parts of one message', () => {
    const refusal = { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] };
    expect(messagesFor([said('a'), said(''), refusal])).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'a' },
          { type: 'refusal', refusal: 'No.' },
        ],
      },
    ]);
  });

  test('somebody else is refused', () => {
    expect(refusalOf(() => messagesFor([{ role: 'critic', content: 'no' }]))).toEqual([
      'invalid_value',
      'input[0].role',
    ]);
  });

  test.each([[undefined], [null], [[]]])('nobody, with the input %j, is refused', (input) => {
    expect(refusalOf(() => messagesFor(input))).toEqual(['missing_required_parameter', 'input']);
  });
});

describe('parts of a user', () => {
  test('keep their order and their members', () => {
    const content = [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'https://x/y.png', detail: 'low' },
      { type: 'input_image', image_url: 'data:image/png;base64,AA' },
      { type: 'input_file', file_data: 'data:application/pdf;base64,AA', filename: 'a.pdf' },
      { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
    ];
    expect(messagesFor([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image_url', image_url: { url: 'https://x/y.png', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
          {
            type: 'file',
            file: { file_data: 'data:application/pdf;base64,AA', filename: 'a.pdf' },
          },
          { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
        ],
      },
    ]);
  });

  test('a single text is a string, unless a cached stretch ends there', () => {
    const part = { type: 'input_text', text: 'hi' };
    const breakpoint = { prompt_cache_breakpoint: { mode: 'explicit' } };
    expect(messagesFor([{ role: 'user', content: [part] }])).toEqual([user('hi')]);
    expect(messagesFor([{ role: 'user', content: [{ ...part, ...breakpoint }] }])).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'hi', ...breakpoint }] },
    ]);
  });

  test.each([
    [{ type: 'input_file', file_url: 'https://x' }, 'unsupported_parameter', 'file_url'],
    [{ type: 'input_file', file_id: 'file_1' }, 'unsupported_parameter', 'file_id'],
    [{ type: 'input_file' }, 'missing_required_parameter', 'file_data'],
    [{ type: 'input_image', file_id: 'file_1' }, 'unsupported_parameter', 'file_id'],
    [{ type: 'input_image', image_url: null }, 'missing_required_parameter', 'image_url'],
    [{ type: 'input_video', video_url: 'https://x' }, 'unsupported_parameter', 'type'],
    [{ type: 'acme:smell' }, 'unsupported_parameter', 'type'],
    [{ type: 'input_text', text: 7 }, 'invalid_type', 'text'],
  ])('%j is refused', (part, code, member) => {
    const content = [{ type: 'input_text', text: 'a' }, part];
    const input = [user('a'), user('b'), { role: 'user', content }];
    expect(refusalOf(() => messagesFor(input))).toEqual([code, `input[2].content[1].${member}`]);
  });

  test('content of another shape is refused', () => {
    const refused = (content: unknown) => refusalOf(() => messagesFor([{ role: 'user', content }]));
    expect(refused(7)).toEqual(['invalid_type', 'input[0].content']);
    expect(refused(['hi'])).toEqual(['invalid_type', 'input[0].content[0]']);
  });

  test.each([
    ['system', { type: 'input_image', image_url: 'https://x' }],
    ['assistant', { type: 'input_image', image_url: 'https://x' }],
    ['assistant', { type: 'reasoning_text', text: 'secret' }],
    ['assistant', { type: 'summary_text', text: 'secret' }],
  ])('the %s cannot say %j', (role, part) => {
    expect(refusalOf(() => messagesFor([{ role, content: [part] }]))).toEqual([
      'unsupported_parameter',
      'input[0].content[0].type',
    ]);
  });
});

describe('calls and their outputs', () => {
  test('what was said and called in one turn is one message', () => {
    expect(
      messagesFor([said('Let me see.'), call('1'), call('2'), output('1'), output('2')]),
    ).toEqual([
      { role: 'assistant', content: 'Let me see.', tool_calls: [chatCall('1'), chatCall('2')] },
      answered('1'),
      answered('2'),
    ]);
  });

  test('text behind a call does not part it from its output', () => {
    expect(messagesFor([call('1'), said('one moment'), output('1')])).toEqual([
      { role: 'assistant', content: 'one moment', tool_calls: [chatCall('1')] },
      answered('1'),
    ]);
  });

  test('calls that were answered one by one are turns of their own', () => {
    expect(messagesFor([call('1'), output('1'), call('2'), output('2'), said('done')])).toEqual([
      called('1'),
      answered('1'),
      called('2'),
      answered('2'),
      { role: 'assistant', content: 'done' },
    ]);
  });

  test('an output that comes late moves to its call', () => {
    const input = [call('1'), call('2'), output('2'), said('a'), output('1'), said('b'), user('c')];
    expect(messagesFor(input)).toEqual([
      called('1', '2'),
      answered('1'),
      answered('2'),
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      user('c'),
    ]);
  });

  test('also across what the user says in between', () => {
    expect(messagesFor([call('1'), user('hurry'), output('1')])).toEqual([
      called('1'),
      answered('1'),
      user('hurry'),
    ]);
  });

  test('ids that come again answer the call in front of them', () => {
    expect(messagesFor([call('1'), output('1'), call('1'), output('1', 'again')])).toEqual([
      called('1'),
      answered('1'),
      called('1'),
      { role: 'tool', tool_call_id: '1', content: 'again' },
    ]);
  });

  test('outputs without a call and calls without an output stay where they are', () => {
    expect(messagesFor([output('0'), user('a'), call('1'), user('b')])).toEqual([
      answered('0'),
      user('a'),
      called('1'),
      user('b'),
    ]);
  });

  test('a function that needs no arguments gets arguments that can be parsed', () => {
    const [message] = messagesFor([{ ...call('1'), arguments: '' }]);
    expect(message).toMatchObject({ tool_calls: [{ function: { name: 'f', arguments: '{}' } }] });
  });

  test('a custom tool is a function with one text', () => {
    const input = [
      { type: 'custom_tool_call', call_id: '1', name: 'patch', input: 'a "b"' },
      { type: 'custom_tool_call_output', call_id: '1', output: 'ok' },
    ];
    const written = { name: 'patch', arguments: '{"input":"a \\"b\\""}' };
    expect(messagesFor(input)).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ type: 'function', id: '1', function: written }],
      },
      { role: 'tool', tool_call_id: '1', content: 'ok' },
    ]);
  });

  test('calls in a namespace have the name that the tool has', () => {
    const namespace = {
      type: 'namespace',
      name: 'crm',
      description: 'Customers.',
      tools: [{ type: 'function', name: 'f' }],
    };
    const input = [{ ...call('1'), namespace: 'crm' }, output('1')];
    expect(messagesFor(input, { tools: [namespace] })[0]).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [chatCall('1', 'crm__f')],
    });
  });

  test('texts of an output stay parts, a single one is a string', () => {
    const text = (text: string) => ({ type: 'input_text', text });
    const contentOf = (value: unknown) => messagesFor([call('1'), output('1', value)])[1]?.content;
    expect(contentOf([text('a')])).toBe('a');
    expect(contentOf([])).toBe('');
    expect(contentOf([text('a'), text('b')])).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]);
  });

  test('ids that are too long for some servers are shortened, each to one of its own', () => {
    const long = (end: string) => `chatcmpl-tool-${'0'.repeat(31)}${end}`;
    const exact = `call_${'0'.repeat(35)}`;
    const ids = [long('1'), long('2'), exact];
    const input = [...ids.map((id) => call(id)), ...ids.map((id) => output(id, 'out'))];
    const short = [
      'chatcmpl-tool-00000000000000000_cd983168',
      'chatcmpl-tool-00000000000000000_d0983621',
      exact,
    ];
    expect(messagesFor(input)).toEqual([
      called(...short),
      ...short.map((id) => ({ role: 'tool', tool_call_id: id, content: 'out' })),
    ]);
  });

  test('what is no text follows in a user’s message behind all outputs of the turn', () => {
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AA' };
    const first = output('1', [{ type: 'input_text', text: 'seen' }, image]);
    const input = [call('1', 'look'), call('2'), first, output('2', [image]), said('nice')];
    const chatImage = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } };
    expect(messagesFor(input)).toEqual([
      { role: 'assistant', content: null, tool_calls: [chatCall('1', 'look'), chatCall('2')] },
      { role: 'tool', tool_call_id: '1', content: 'seen' },
      {
        role: 'tool',
        tool_call_id: '2',
        content: 'The result is in the user message that follows.',
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Result of the tool call 1 (look):' },
          chatImage,
          { type: 'text', text: 'Result of the tool call 2 (f):' },
          chatImage,
        ],
      },
      { role: 'assistant', content: 'nice' },
    ]);
  });

  test.each([
    [output('1', [{ type: 'input_video', video_url: 'x' }]), 'input[1].output[0].type'],
    [output('1', [{ type: 'input_file', file_url: 'x' }]), 'input[1].output[0].file_url'],
  ])('an output that cannot be carried is refused: %j', (item, param) => {
    expect(refusalOf(() => messagesFor([call('1'), item]))).toEqual([
      'unsupported_parameter',
      param,
    ]);
  });

  test.each([
    [{ ...call('1'), call_id: undefined }, 'missing_required_parameter', 'input[0].call_id'],
    [{ ...call('1'), name: 7 }, 'invalid_type', 'input[0].name'],
    [{ ...call('1'), arguments: { a: 1 } }, 'invalid_type', 'input[0].arguments'],
    [
      { type: 'custom_tool_call', call_id: '1', name: 'x' },
      'missing_required_parameter',
      'input[0].input',
    ],
    [{ ...output('1'), call_id: null }, 'missing_required_parameter', 'input[0].call_id'],
    [output('1', { a: 1 }), 'invalid_type', 'input[0].output'],
  ])('without what chat needs it is refused: %j', (item, code, param) => {
    expect(refusalOf(() => messagesFor([item]))).toEqual([code, param]);
  });
});

describe('items that chat cannot say are refused by their type', () => {
  test.each([
    [{ type: 'item_reference', id: 'msg_1' }],
    [{ id: 'msg_1' }],
    [{ type: 'compaction', encrypted_content: 'x' }],
    [{ type: 'web_search_call', id: 'ws_1' }],
    [{ type: 'acme:thing' }],
  ])('%j', (item) => {
    expect(refusalOf(() => messagesFor([user('a'), item]))).toEqual([
      'unsupported_parameter',
      'input[1].type',
    ]);
  });

  test('what is no item at all too', () => {
    expect(refusalOf(() => messagesFor([null]))).toEqual(['invalid_type', 'input[0]']);
    expect(refusalOf(() => asked({ input: 7 }))).toEqual(['invalid_type', 'input']);
  });
});
