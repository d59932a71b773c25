import { describe, expect, test } from 'vitest';
import { completion } from '../../../__fixtures__/chat-wire.ts';
import { wrapOpaque } from '../../opaque.ts';
import { messagesFor } from './__fixtures__/asked.ts';
import { createTestContext } from './__fixtures__/stream-context.ts';
import { responsesOnChat } from './responses-on-chat.ts';

const reasoning = (content: unknown, members: object = {}, boundary = 'test') => ({
  type: 'reasoning',
  summary: [],
  encrypted_content: wrapOpaque(boundary, content),
  ...members,
});
const summary = (...texts: string[]) => ({
  summary: texts.map((text) => ({ type: 'summary_text', text })),
});
const said = { role: 'assistant', content: 'yes' };
const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' });
const answerTo = (id: string) => ({ type: 'function_call_output', call_id: id, output: 'ok' });
const chatCall = (id: string, members: object = {}) => ({
  type: 'function',
  id,
  function: { name: 'f', arguments: '{}' },
  ...members,
});

function convert(input: unknown) {
  const context = createTestContext();
  return { messages: messagesFor(input, {}, context), warnings: context.warnings };
}

const leftOut = ['Reasoning that the model could not read was left out.'];

describe('reasoning goes back to the upstream that made it', () => {
  test.each([['reasoning_content'], ['reasoning']])('in the member %s', (field) => {
    expect(convert([reasoning({ field }, summary('a', 'b')), said])).toEqual({
      messages: [{ role: 'assistant', [field]: 'a\n\nb', content: 'yes' }],
      warnings: [],
    });
  });

  test('in the words of its content, where it was shown as written', () => {
    const content = [{ type: 'reasoning_text', text: 'raw' }];
    const item = reasoning({ field: 'reasoning_content' }, { ...summary('short'), content });
    expect(convert([item, said]).messages).toEqual([
      { role: 'assistant', reasoning_content: 'raw', content: 'yes' },
    ]);
  });

  test('in its own words, where it was shown otherwise', () => {
    const item = reasoning({ field: 'reasoning', text: 'true words' }, summary('short'));
    expect(convert([item, said]).messages).toEqual([
      { role: 'assistant', reasoning: 'true words', content: 'yes' },
    ]);
  });

  test('that of one turn together, in its order', () => {
    const detail = (data: string) => ({ type: 'reasoning.encrypted', data });
    const items = [
      reasoning({ field: 'reasoning', reasoning_details: [detail('x')] }, summary('a')),
      reasoning({ field: 'reasoning', reasoning_details: [detail('y')] }, summary('b')),
      call('1'),
      answerTo('1'),
    ];
    expect(convert(items).messages[0]).toEqual({
      role: 'assistant',
      reasoning: 'a\n\nb',
      reasoning_details: [detail('x'), detail('y')],
      content: null,
      tool_calls: [chatCall('1')],
    });
  });

  test('with the call that it belongs to, once and for no other', () => {
    const signed = (signature: string) => ({ google: { thought_signature: signature } });
    const items = [
      reasoning({ extra_content: { 1: signed('s1'), 2: signed('s2') } }),
      call('1'),
      answerTo('1'),
      call('2'),
      answerTo('2'),
      call('1'),
      answerTo('1'),
    ];
    const { messages, warnings } = convert(items);
    const calls = messages.filter(({ role }) => role === 'assistant');
    expect(calls).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [chatCall('1', { extra_content: signed('s1') })],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [chatCall('2', { extra_content: signed('s2') })],
      },
      { role: 'assistant', content: null, tool_calls: [chatCall('1')] },
    ]);
    expect(warnings).toEqual([]);
  });
});

describe('reasoning that is not replayed is told once and never becomes content', () => {
  test.each([
    ['of another upstream', reasoning({ field: 'reasoning' }, summary('secret'), 'other')],
    [
      'of an upstream’s own encryption',
      { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
    ],
    ['without anything opaque', { type: 'reasoning', ...summary('secret') }],
    ['that is wrapped text', reasoning('gAAAA', summary('secret'))],
  ])('%s', (_, item) => {
    expect(convert([item, item, said, { role: 'user', content: 'a' }, item, said])).toEqual({
      messages: [said, { role: 'user', content: 'a' }, said],
      warnings: leftOut,
    });
  });

  test('that led nowhere', () => {
    const item = reasoning({ field: 'reasoning' }, summary('hm'));
    expect(convert([item, { role: 'user', content: 'a' }])).toEqual({
      messages: [{ role: 'user', content: 'a' }],
      warnings: leftOut,
    });
  });
});

test.each([
  [{ field: 'content', text: 'secret' }],
  [{ field: 7, text: 7, reasoning_details: 'x', extra_content: [1] }],
  [{ reasoning_details: [null, 'x'], extra_content: { 1: null } }],
  [{}],
])('wrapped content of any shape does no harm: %j', (content) => {
  const item = { ...reasoning(content), summary: null };
  expect(convert([item, call('1'), answerTo('1')]).messages[0]).toEqual({
    role: 'assistant',
    content: null,
    tool_calls: [chatCall('1')],
  });
});

describe('what an upstream answered goes back to it as it came', () => {
  const signed = chatCall('1', { extra_content: { google: { thought_signature: 's1' } } });
  const detail = { type: 'reasoning.text', text: 'hm', signature: 's', format: 'x', index: 0 };

  test.each([
    [{ reasoning_content: 'hm\n\nso', content: null, tool_calls: [signed, chatCall('2')] }],
    [{ reasoning: 'hm', content: null, tool_calls: [chatCall('1')] }],
    [{ reasoning_details: [detail], content: 'one moment', tool_calls: [signed] }],
  ])('%j', async (members) => {
    const context = createTestContext();
    const message = { role: 'assistant', ...members };
    const choices = [{ index: 0, message, finish_reason: 'tool_calls', logprobs: null }];
    const answer = completion('', { choices });
    const { output } = await responsesOnChat.response(answer, { input: 'hi' }, context);
    const answers = members.tool_calls.map(({ id }) => answerTo(id));
    expect(messagesFor([...output, ...answers], {}, context)[0]).toEqual(message);
    expect(context.warnings).toEqual([]);
  });
});
