import { describe, expect, test } from 'vitest';
import { wrapOpaque } from '../../opaque.ts';
import { refusalOf } from '../responses-on-chat/__fixtures__/asked.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { inputFor } from './__fixtures__/asked.ts';

const message = (role: string, content: unknown) => ({ type: 'message', role, content });
const saidItem = (text: string) =>
  message('assistant', [{ type: 'output_text', text, annotations: [] }]);
const refusalItem = (refusal: string) => message('assistant', [{ type: 'refusal', refusal }]);

describe('who speaks', () => {
  test('every role but the assistant’s keeps its name, its place and its text', () => {
    const messages = [
      { role: 'system', content: 'a' },
      { role: 'user', content: 'b' },
      { role: 'developer', content: [{ type: 'text', text: 'c' }] },
    ];
    expect(inputFor(messages)).toEqual([
      message('system', 'a'),
      message('user', 'b'),
      message('developer', [{ type: 'input_text', text: 'c' }]),
    ]);
  });

  test('the assistant’s text and refusal are one message', () => {
    expect(inputFor([{ role: 'assistant', content: 'a', refusal: 'b' }])).toEqual([
      message('assistant', [
        { type: 'output_text', text: 'a', annotations: [] },
        { type: 'refusal', refusal: 'b' },
      ]),
    ]);
  });

  test('its parts keep their order', () => {
    const content = [
      { type: 'refusal', refusal: 'a' },
      { type: 'text', text: '' },
      { type: 'text', text: 'b' },
    ];
    expect(inputFor([{ role: 'assistant', content }])).toEqual([
      message('assistant', [
        { type: 'refusal', refusal: 'a' },
        { type: 'output_text', text: 'b', annotations: [] },
      ]),
    ]);
  });

  test.each([[{}], [{ content: '' }], [{ content: null, tool_calls: [] }]])(
    'an assistant that says nothing is no item: %j',
    (members) => {
      expect(inputFor([{ role: 'assistant', ...members }])).toEqual([]);
    },
  );

  test('a message as a chat upstream answered it can be handed back', () => {
    const answer = {
      role: 'assistant',
      content: null,
      refusal: 'No.',
      annotations: [],
      audio: null,
    };
    expect(inputFor([answer])).toEqual([refusalItem('No.')]);
  });

  test('names of participants are left out, which is told once', () => {
    const context = createTestContext();
    const named = { role: 'user', name: 'eve', content: 'a' };
    expect(inputFor([named, named], context)).toEqual([message('user', 'a'), message('user', 'a')]);
    expect(context.warnings).toEqual([
      'Names of participants were left out: the Responses api has none.',
    ]);
  });
});

describe('parts of a user', () => {
  test('keep their order and their members', () => {
    const breakpoint = { prompt_cache_breakpoint: { mode: 'explicit' } };
    const content = [
      { type: 'text', text: 'look', ...breakpoint },
      { type: 'image_url', image_url: { url: 'https://x', detail: 'low' } },
      { type: 'image_url', image_url: 'https://y' },
      { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
      { type: 'file', file: { file_data: 'data:;base64,AA', filename: 'a.pdf', file_id: null } },
      { type: 'file', file: { file_id: 'file_1' } },
    ];
    expect(inputFor([{ role: 'user', content }])).toEqual([
      message('user', [
        { type: 'input_text', text: 'look', ...breakpoint },
        { type: 'input_image', image_url: 'https://x', detail: 'low' },
        { type: 'input_image', image_url: 'https://y' },
        { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
        { type: 'input_file', file_data: 'data:;base64,AA', filename: 'a.pdf' },
        { type: 'input_file', file_id: 'file_1' },
      ]),
    ]);
  });

  test.each([
    ['user', { type: 'video_url' }, 'unsupported_parameter', 'type'],
    ['user', { type: 'image_url' }, 'missing_required_parameter', 'image_url.url'],
    ['user', { type: 'file' }, 'missing_required_parameter', 'file.file_data'],
    ['user', { type: 'text', text: 7 }, 'invalid_type', 'text'],
    ['system', { type: 'image_url', image_url: { url: 'x' } }, 'unsupported_parameter', 'type'],
    ['assistant', { type: 'thinking', thinking: 'x' }, 'unsupported_parameter', 'type'],
  ])('of a %s: %j is refused', (role, part, code, member) => {
    expect(refusalOf(() => inputFor([{ role, content: [part] }]))).toEqual([
      code,
      `messages[0].content[0].${member}`,
    ]);
  });
});

describe('calls and their outputs', () => {
  const called = (...tool_calls: object[]) => ({ role: 'assistant', content: 'a', tool_calls });
  const fn = { id: '1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
  const custom = { id: '2', type: 'custom', custom: { name: 'patch', input: 'x' } };

  test('follow the text, each as an item of its kind', () => {
    const messages = [
      called(fn, custom),
      { role: 'tool', tool_call_id: '2', content: 'ok' },
      { role: 'tool', tool_call_id: '1', content: [{ type: 'text', text: 'b' }] },
    ];
    expect(inputFor(messages)).toEqual([
      saidItem('a'),
      { type: 'function_call', call_id: '1', name: 'f', arguments: '{"a":1}' },
      { type: 'custom_tool_call', call_id: '2', name: 'patch', input: 'x' },
      { type: 'custom_tool_call_output', call_id: '2', output: 'ok' },
      {
        type: 'function_call_output',
        call_id: '1',
        output: [{ type: 'input_text', text: 'b' }],
      },
    ]);
  });

  test('a call without a type is a function’s, an output without a call too', () => {
    const { type: _, ...untyped } = fn;
    const messages = [
      { role: 'assistant', tool_calls: [untyped] },
      { role: 'tool', tool_call_id: '0', content: 'b' },
    ];
    expect(inputFor(messages)).toEqual([
      { type: 'function_call', call_id: '1', name: 'f', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: '0', output: 'b' },
    ]);
  });

  test('from before calls had ids get some, the same on every turn', () => {
    const round = (content: string) => [
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', name: 'f', content },
    ];
    const call = (id: string) => ({
      type: 'function_call',
      call_id: id,
      name: 'f',
      arguments: '{}',
    });
    expect(inputFor([...round('a'), ...round('b')])).toEqual([
      call('call_of_message_0'),
      { type: 'function_call_output', call_id: 'call_of_message_0', output: 'a' },
      call('call_of_message_2'),
      { type: 'function_call_output', call_id: 'call_of_message_2', output: 'b' },
    ]);
  });

  test.each([
    [called({ ...fn, id: undefined }), 'missing_required_parameter', 'tool_calls[0].id'],
    [called({ id: '1' }), 'missing_required_parameter', 'tool_calls[0].function.name'],
    [
      called({ ...fn, function: { name: 'f' } }),
      'missing_required_parameter',
      'tool_calls[0].function.arguments',
    ],
    [called(fn, { id: '1', type: 'acme' }), 'unsupported_parameter', 'tool_calls[1].type'],
    [
      called({ ...custom, custom: null }),
      'missing_required_parameter',
      'tool_calls[0].custom.name',
    ],
    [{ role: 'tool', content: 'a' }, 'missing_required_parameter', 'tool_call_id'],
    [{ role: 'function', name: 'f', content: 'a' }, 'invalid_value', 'name'],
    [{ role: 'assistant', audio: { id: 'audio_1' } }, 'unsupported_parameter', 'audio'],
    [{ role: 'critic', content: 'a' }, 'unsupported_parameter', 'role'],
    [{ role: 'assistant', content: 7 }, 'invalid_type', 'content'],
    [{ role: 'user', content: {} }, 'invalid_type', 'content'],
  ])('%j is refused', (one, code, member) => {
    expect(refusalOf(() => inputFor([{ role: 'user', content: 'a' }, one]))).toEqual([
      code,
      `messages[1].${member}`,
    ]);
  });
});

describe('reasoning', () => {
  const encrypted = (data: string, members: object = {}) => ({
    type: 'reasoning.encrypted',
    id: 'rs_1',
    data,
    format: 'openai-responses-v1',
    ...members,
  });
  const thought = (...reasoning_details: unknown[]) => {
    const context = createTestContext();
    const message = { role: 'assistant', content: 'a', reasoning_content: 'hm', reasoning_details };
    return { input: inputFor([message, message], context), warnings: context.warnings };
  };
  const item = (encrypted_content: string, id: object = { id: 'rs_1' }) => ({
    type: 'reasoning',
    ...id,
    summary: [],
    encrypted_content,
  });

  test.each([
    ['as the upstream encrypted it', 'gAAAA'],
    ['as it was wrapped for this upstream', wrapOpaque('test', 'gAAAA')],
  ])('goes back in front of what it led to, %s', (_, data) => {
    expect(thought(encrypted(data), encrypted(data, { id: null }))).toEqual({
      input: [1, 2].flatMap(() => [item('gAAAA'), item('gAAAA', {}), saidItem('a')]),
      warnings: [],
    });
  });

  test.each([
    ['of another upstream', encrypted(wrapOpaque('other', 'gAAAA'))],
    ['that is wrapped for chat', encrypted(wrapOpaque('test', { field: 'reasoning' }))],
    ['of another format', encrypted('gAAAA', { format: 'anthropic-claude-v1' })],
    ['as text', { type: 'reasoning.text', text: 'hm', format: 'openai-responses-v1' }],
    ['of no shape', { type: 'reasoning.encrypted', data: 7 }],
  ])('%s is left out, which is told once', (_, detail) => {
    expect(thought(detail, null)).toEqual({
      input: [saidItem('a'), saidItem('a')],
      warnings: ['Reasoning that the model could not read was left out.'],
    });
  });
});
