import { describe, expect, test } from 'vitest';
import { wrapOpaque } from '../../opaque.ts';
import { refusalOf } from '../responses-on-chat/__fixtures__/asked.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { asked, inputFor, itemsFor } from './__fixtures__/asked.ts';

const message = (role: string, content: unknown) => ({ type: 'message', role, content });
const inputText = (text: string) => ({ type: 'input_text', text });
const outputText = (text: string) => ({ type: 'output_text', text, annotations: [] });
const text = (text: string) => ({ type: 'text', text });
const base64 = (media_type: string) => ({ type: 'base64', media_type, data: 'QUJD' });

describe('who speaks', () => {
  test('every role keeps its place and its text', () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'system', content: 'b' },
      { role: 'assistant', content: 'c' },
      { role: 'system', content: [text('d'), text('e')] },
    ];
    expect(inputFor(messages)).toEqual([
      message('user', 'a'),
      message('developer', 'b'),
      message('assistant', [outputText('c')]),
      message('developer', [inputText('d'), inputText('e')]),
    ]);
  });

  test.each([
    ['Be brief.', 'Be brief.'],
    [[text('Be brief.')], 'Be brief.'],
    [
      [text('Be brief.'), text(''), { ...text('Be kind.'), cache_control: {} }],
      'Be brief.\n\nBe kind.',
    ],
    ['', undefined],
    [[], undefined],
    [null, undefined],
  ])('instructions %j', (system, instructions) => {
    const { instructions: converted } = asked({ system });
    expect(converted).toEqual(instructions);
  });

  test.each([[[]], ['']])('an assistant that says nothing is no item: %j', (content) => {
    expect(inputFor([{ role: 'assistant', content }])).toEqual([]);
  });
});

describe('blocks of a user', () => {
  test('one text is told as text, several as parts in their order', () => {
    expect(itemsFor(text('a'))).toEqual([message('user', 'a')]);
    expect(itemsFor(text('a'), text('b'))).toEqual([
      message('user', [inputText('a'), inputText('b')]),
    ]);
  });

  test('where a cached stretch ends is left out without a word', () => {
    const context = createTestContext();
    const cached = { ...text('a'), cache_control: { type: 'ephemeral', ttl: '1h' } };
    const request = {
      messages: [{ role: 'user', content: [cached] }],
      cache_control: { type: 'ephemeral' },
    };
    expect(asked(request, context)).toEqual({
      model: 'm',
      input: [message('user', 'a')],
      max_output_tokens: 64,
      store: false,
    });
    expect(context.warnings).toEqual([]);
  });

  test.each([
    [base64('image/png'), 'data:image/png;base64,QUJD'],
    [{ type: 'url', url: 'https://example.com/a.png' }, 'https://example.com/a.png'],
  ])('a picture from %j', (source, image_url) => {
    expect(itemsFor({ type: 'image', source })).toEqual([
      message('user', [{ type: 'input_image', image_url }]),
    ]);
  });

  test.each([
    ['as it is', { source: base64('application/pdf') }, 'document.pdf'],
    ['by its title', { source: base64('application/pdf'), title: 'Plan' }, 'Plan.pdf'],
    ['once', { source: base64('application/pdf'), title: 'Plan.PDF' }, 'Plan.PDF'],
  ])('a PDF is a file, named %s', (_, members, filename) => {
    const file_data = 'data:application/pdf;base64,QUJD';
    expect(itemsFor({ type: 'document', ...members })).toEqual([
      message('user', [{ type: 'input_file', filename, file_data }]),
    ]);
  });

  test('a PDF by link, and what is known of it around it', () => {
    const source = { type: 'url', url: 'https://example.com/a.pdf' };
    const file = { type: 'input_file', file_url: source.url };
    expect(itemsFor({ type: 'document', source })).toEqual([message('user', [file])]);
    expect(itemsFor({ type: 'document', source, title: 'Plan', context: 'Of "A".' })).toEqual([
      message('user', [
        inputText('<document title="Plan" context="Of \\"A\\".">\n'),
        file,
        inputText('\n</document>'),
      ]),
    ]);
  });

  test.each([
    [
      { title: 'Plan', context: 'Old.' },
      '<document title="Plan" context="Old.">\nabc\n</document>',
    ],
    [{ title: null, citations: { enabled: false } }, 'abc'],
  ])('a text with %j', (members, told) => {
    const source = { type: 'text', media_type: 'text/plain', data: 'abc' };
    expect(itemsFor({ type: 'document', source, ...members })).toEqual([message('user', told)]);
  });

  test('a document of texts and pictures', () => {
    const content = [text('a'), { type: 'image', source: base64('image/png') }];
    const image = { type: 'input_image', image_url: 'data:image/png;base64,QUJD' };
    const document = (members: object) => ({
      type: 'document',
      source: { type: 'content', content, ...members },
      title: 'Plan',
    });
    expect(itemsFor(document({}))).toEqual([
      message('user', [
        inputText('<document title="Plan">\n'),
        inputText('a'),
        image,
        inputText('\n</document>'),
      ]),
    ]);
    expect(itemsFor(document({ content: 'abc' }))).toEqual([
      message('user', '<document title="Plan">\nabc\n</document>'),
    ]);
  });

  test('a find of a search keeps its source and its title', () => {
    const found = {
      type: 'search_result',
      source: 'https://example.com',
      title: 'A',
      content: [text('b'), text('c')],
    };
    expect(itemsFor(found)).toEqual([
      message(
        'user',
        '<search_result source="https://example.com" title="A">\nbc\n</search_result>',
      ),
    ]);
  });
});

describe('results of tools', () => {
  const result = (members: object) => ({ type: 'tool_result', tool_use_id: 'toolu_1', ...members });
  const output = (output: unknown) => ({
    type: 'function_call_output',
    call_id: 'toolu_1',
    output,
  });
  const image = { type: 'image', source: base64('image/png') };
  const inputImage = { type: 'input_image', image_url: 'data:image/png;base64,QUJD' };
  const heading = 'The tool call failed:\n';

  test.each([
    [{ content: 'ok' }, 'ok'],
    [{}, ''],
    [{ content: [] }, ''],
    [{ content: [text('ok')] }, 'ok'],
    [{ content: [text('ok'), image] }, [inputText('ok'), inputImage]],
    [{ content: 'ok', is_error: false }, 'ok'],
    [{ content: 'no', is_error: true }, `${heading}no`],
    [{ content: [text('no')], is_error: true }, `${heading}no`],
    [{ is_error: true }, 'The tool call failed.'],
    [{ content: [image], is_error: true }, [inputText(heading), inputImage]],
  ])('%j', (members, told) => {
    expect(itemsFor(result(members))).toEqual([output(told)]);
  });

  test('stand before what the user says beside them', () => {
    expect(itemsFor(result({ content: 'a' }), text('b'), text('c'))).toEqual([
      output('a'),
      message('user', [inputText('b'), inputText('c')]),
    ]);
  });
});

describe('blocks of an assistant', () => {
  const call = { type: 'tool_use', id: 'toolu_1', name: 'get', input: { a: [1] } };
  const callItem = {
    type: 'function_call',
    call_id: 'toolu_1',
    name: 'get',
    arguments: '{"a":[1]}',
  };

  test('keep their order; texts side by side are one message', () => {
    const content = [text('a'), text(''), text('b'), call, text('c')];
    expect(inputFor([{ role: 'assistant', content }])).toEqual([
      message('assistant', [outputText('a'), outputText('b')]),
      callItem,
      message('assistant', [outputText('c')]),
    ]);
  });

  test.each([
    [{}, '{}'],
    [null, '{}'],
    ['{"a": 1, "b', '{"a": 1, "b'],
  ])('a call with the input %j', (input, told) => {
    expect(inputFor([{ role: 'assistant', content: [{ ...call, input }] }])).toEqual([
      { ...callItem, arguments: told },
    ]);
  });

  test('a call as it came in an answer can be handed back', () => {
    const told = { ...call, caller: { type: 'direct' }, cache_control: null };
    expect(inputFor([{ role: 'assistant', content: [told] }])).toEqual([callItem]);
  });

  test('reasoning goes back to its maker as it was', () => {
    const own = (content: object) => wrapOpaque('test', content);
    const content = [
      { type: 'thinking', thinking: 'a', signature: own({ id: 'rs_1', encrypted_content: 'X' }) },
      { type: 'redacted_thinking', data: own({ id: 'rs_2', encrypted_content: 'Y' }) },
      {
        type: 'thinking',
        thinking: 'a\n\nb\n\nc',
        signature: own({ summary: ['a', 'b'], content: ['c'] }),
      },
      { type: 'thinking', thinking: 'd', signature: own({}) },
    ];
    expect(inputFor([{ role: 'assistant', content }])).toEqual([
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'a' }],
        encrypted_content: 'X',
      },
      { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'Y' },
      {
        type: 'reasoning',
        summary: [
          { type: 'summary_text', text: 'a' },
          { type: 'summary_text', text: 'b' },
        ],
        content: [{ type: 'reasoning_text', text: 'c' }],
      },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'd' }] },
    ]);
  });

  test('reasoning that another one made is left out, which is told once', () => {
    const context = createTestContext();
    const foreign = [
      'EqQBCgIYAhIM1gbcDa9GJwZA2b3h',
      '',
      null,
      wrapOpaque('other', { encrypted_content: 'X' }),
      wrapOpaque('test', 'the signature of a native message'),
    ];
    const content = foreign.flatMap((opaque) => [
      { type: 'thinking', thinking: 'a', signature: opaque },
      { type: 'redacted_thinking', data: opaque },
    ]);
    const messages = [{ role: 'assistant', content: [...content, text('b')] }];
    expect(inputFor(messages, context)).toEqual([message('assistant', [outputText('b')])]);
    expect(context.warnings).toEqual(['Reasoning that the model could not read was left out.']);
  });

  test('what wrapped content says of its maker’s item is not believed blindly', () => {
    const signature = wrapOpaque('test', {
      id: 7,
      encrypted_content: {},
      summary: 'a',
      content: 0,
    });
    const content = [{ type: 'thinking', thinking: 'a', signature }];
    expect(inputFor([{ role: 'assistant', content }])).toEqual([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'a' }] },
    ]);
  });

  test('citations are left out, which is told once', () => {
    const context = createTestContext();
    const cited = { ...text('a'), citations: [{ type: 'char_location' }] };
    const said = { role: 'assistant', content: [cited, cited, { ...text('b'), citations: null }] };
    expect(inputFor([said, said], context)).toHaveLength(2);
    expect(context.warnings).toEqual(['What earlier answers cite was left out.']);
  });
});

describe('what the model cannot be told is refused, by the path that the client knows', () => {
  const user = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] });
  const assistant = (...content: unknown[]) => ({
    messages: [
      { role: 'assistant', content },
      { role: 'user', content: 'a' },
    ],
  });
  const missing = 'missing_required_parameter';
  const document = (source: unknown, members: object = {}) =>
    user({ type: 'document', source, ...members });

  test.each<[object, string, string]>([
    [user(text('a'), { type: 'hologram' }), 'unsupported_parameter', 'messages[0].content[1].type'],
    [user({ type: 'tool_use' }), 'unsupported_parameter', 'messages[0].content[0].type'],
    [user({ type: 'container_upload' }), 'unsupported_parameter', 'messages[0].content[0].type'],
    [user('a'), 'invalid_type', 'messages[0].content[0]'],
    [user({ type: 'text' }), missing, 'messages[0].content[0].text'],
    [user({ type: 'image' }), 'unsupported_parameter', 'messages[0].content[0].source.type'],
    [
      user({ type: 'image', source: { type: 'file', file_id: 'file_1' } }),
      'unsupported_parameter',
      'messages[0].content[0].source',
    ],
    [
      user({ type: 'image', source: { type: 'url' } }),
      missing,
      'messages[0].content[0].source.url',
    ],
    [
      user({ type: 'image', source: { type: 'base64', media_type: 'image/png' } }),
      missing,
      'messages[0].content[0].source.data',
    ],
    [
      document({ type: 'file', file_id: 'file_1' }),
      'unsupported_parameter',
      'messages[0].content[0].source',
    ],
    [document({ type: 'base64', data: '' }), missing, 'messages[0].content[0].source.media_type'],
    [document({ type: 'text' }), missing, 'messages[0].content[0].source.data'],
    [
      document({ type: 'content', content: [{ type: 'video' }] }),
      'unsupported_parameter',
      'messages[0].content[0].source.content[0].type',
    ],
    [
      document({ type: 'text', data: '' }, { citations: { enabled: true } }),
      'unsupported_parameter',
      'messages[0].content[0].citations',
    ],
    [
      user({ type: 'search_result', content: [], citations: { enabled: true } }),
      'unsupported_parameter',
      'messages[0].content[0].citations',
    ],
    [user({ type: 'tool_result' }), missing, 'messages[0].content[0].tool_use_id'],
    [
      user({ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'tool_reference' }] }),
      'unsupported_parameter',
      'messages[0].content[0].content[0].type',
    ],
    [
      assistant(text('a'), { type: 'server_tool_use' }),
      'unsupported_parameter',
      'messages[0].content[1].type',
    ],
    [assistant({ type: 'image' }), 'unsupported_parameter', 'messages[0].content[0].type'],
    [assistant({ type: 'tool_use', name: 'a' }), missing, 'messages[0].content[0].id'],
    [assistant({ type: 'tool_use', id: 'a' }), missing, 'messages[0].content[0].name'],
    [{ messages: [{ role: 'critic', content: 'a' }] }, 'unsupported_parameter', 'messages[0].role'],
    [
      { messages: [{ role: 'system', content: [{ type: 'image' }] }] },
      'unsupported_parameter',
      'messages[0].content[0].type',
    ],
    [{ system: [{ type: 'image' }] }, 'unsupported_parameter', 'system[0].type'],
    [{ system: 7 }, 'invalid_type', 'system'],
    [
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'The answer is (' },
        ],
      },
      'unsupported_parameter',
      'messages[1]',
    ],
  ])('%j', (members, code, param) => {
    expect(refusalOf(() => asked(members))).toEqual([code, param]);
  });
});
