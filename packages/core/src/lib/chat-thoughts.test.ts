import { describe, expect, test } from 'vitest';
import { chatServersOwn } from './chat-thoughts.ts';
import { wrapOpaque } from './opaque.ts';

function own(messages: unknown, quirks: readonly 'strict_messages'[] = []) {
  const warnings: string[] = [];
  return { messages: chatServersOwn(messages, quirks, (one) => warnings.push(one)), warnings };
}

const said = { role: 'assistant', content: 'hi' };
const warnings = ['Reasoning that the model could not read was left out.'];
const details = (data: string) => [{ type: 'reasoning.encrypted', data }];
const wrapped = details(wrapOpaque('other', 'x'));

describe('messages for a chat server', () => {
  test.each([
    [undefined],
    ['hi'],
    [[null, 7, said]],
    [[{ ...said, reasoning_content: 'hm', reasoning_details: details('its own') }]],
    [
      [
        { ...said, reasoning_details: null },
        { ...said, reasoning_details: [null, 7, {}] },
      ],
    ],
  ])('keep their bytes: %j', (messages) => {
    expect(own(messages)).toEqual({ messages: undefined, warnings: [] });
  });

  test('lose what a conversion showed of thoughts, text and all', () => {
    const mixed = [{ ...said, reasoning_content: 'hm', reasoning_details: wrapped }, said];
    expect(own(mixed)).toEqual({ messages: [said, said], warnings });
  });
});

describe('messages for a strict one', () => {
  test.each([
    [{ reasoning_content: 'hm' }],
    [{ reasoning: 'hm' }],
    [{ reasoning_details: details('x') }],
    [{ reasoning_content: null }],
  ])('lose all thoughts: %j', (thought) => {
    const strict = own([{ ...said, ...thought }], ['strict_messages']);
    expect(strict).toEqual({ messages: [said], warnings });
  });

  test('lose what is attached to calls, and ids are cut to what it takes', () => {
    const id = `chatcmpl-tool-${'0'.repeat(31)}1`;
    const short = 'chatcmpl-tool-00000000000000000_cd983168';
    const call = { type: 'function', function: { name: 'f', arguments: '{}' } };
    const history = (callId: string, extra: object = {}) => [
      { role: 'assistant', content: null, tool_calls: [{ ...call, id: callId, ...extra }, null] },
      { role: 'tool', tool_call_id: callId, content: 'x' },
    ];
    expect(own(history(id, { extra_content: {} }), ['strict_messages'])).toEqual({
      messages: history(short),
      warnings: [],
    });
    expect(own(history('call_1'), ['strict_messages'])).toEqual({
      messages: undefined,
      warnings: [],
    });
  });
});
