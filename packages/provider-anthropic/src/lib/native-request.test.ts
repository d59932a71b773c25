import { payloadFromBytes, readPayload } from '@gw/core';
import { hashOf } from '@gw/provider-utils';
import { describe, expect, it } from 'vitest';
import { carryOn } from './native-request.ts';

const question = { role: 'user', content: 'Is it warm?' };
const call = (id: unknown, input: unknown = { at: 'sky' }) => ({
  type: 'tool_use',
  id,
  name: 'look',
  input,
});
const result = (tool_use_id: unknown) => ({ type: 'tool_result', tool_use_id, content: 'blue' });
const model = (...content: unknown[]) => ({ role: 'assistant', content });
const user = (...content: unknown[]) => ({ role: 'user', content });

/** Spaced as no serializer does it. */
const payloadOf = (body: object) =>
  payloadFromBytes<object>(new TextEncoder().encode(JSON.stringify(body, null, 3)));

function carried(body: object) {
  const warnings: string[] = [];
  const payload = payloadOf(body);
  const sent = carryOn(payload, (message) => void warnings.push(message));
  return { isSame: sent === payload, sent: readPayload(sent), warnings };
}

const callsChanged =
  'Calls that another model made were changed: their ids or inputs would be refused.';
const thinking = { type: 'enabled', budget_tokens: 2_000 };
const thought = { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' };
const notAsked =
  'The model was not asked to think: the turn that it is in began without a thought of its own.';

describe('a request of which nothing would be refused', () => {
  it.each([
    ['says nothing', {}],
    ['has messages of no kind', { messages: [null, 7, { role: 'user' }, user(null, 'x')] }],
    [
      'has calls of Anthropic’s own',
      { messages: [question, model(call('toolu_1')), user(result('toolu_1'))] },
    ],
    ['has ids that are none', { messages: [question, model(call(7)), user(result(null))] }],
    [
      'thinks on from its own thought',
      { thinking, messages: [question, model(thought, call('a')), user(result('a'))] },
    ],
    [
      'thinks on after an earlier turn without a thought',
      {
        thinking,
        messages: [
          user({ type: 'text', text: 'Hello.' }),
          model({ type: 'text', text: 'Hi.' }),
          question,
          model(thought, call('a')),
          user(result('a')),
        ],
      },
    ],
    [
      'thinks anew',
      { thinking, messages: [question, model({ type: 'text', text: 'Yes.' }), question] },
    ],
    [
      'thinks adaptively',
      {
        thinking: { type: 'adaptive' },
        messages: [question, model(call('a')), user(result('a'))],
      },
    ],
    ['begins the answer itself', { thinking, messages: [question, model({ type: 'text' })] }],
  ])('that %s is the same', (_, body) => {
    expect(carried(body)).toEqual({ isSame: true, sent: body, warnings: [] });
  });
});

describe('calls that another model made', () => {
  it('get ids that Anthropic takes, and so do their results', () => {
    const id = `functions_w_0_${hashOf('functions.w:0')}`;
    const messages = [question, model(call('functions.w:0')), user(result('functions.w:0'))];
    expect(carried({ messages, max_tokens: 9 })).toEqual({
      isSame: false,
      sent: { messages: [question, model(call(id)), user(result(id))], max_tokens: 9 },
      warnings: [callsChanged],
    });
  });

  it('get an id each where an id comes again', () => {
    const turn = [model(call('0')), user(result('0'))];
    expect(carried({ messages: [question, ...turn, ...turn] })).toEqual({
      isSame: false,
      sent: { messages: [question, ...turn, model(call('0_2')), user(result('0_2'))] },
      warnings: [callsChanged],
    });
  });

  it.each([
    ['a text that broke off', '{"a":', { arguments: '{"a":' }],
    ['a list', [1], { arguments: [1] }],
    ['null', null, { arguments: null }],
  ])('show what was put in where that is %s', (_, input, shown) => {
    const { sent, warnings } = carried({ messages: [question, model(call('a', input))] });
    expect(sent).toEqual({ messages: [question, model(call('a', shown))] });
    expect(warnings).toEqual([callsChanged]);
  });
});

describe('a turn that began without a thought', () => {
  it.each([
    ['a call', [call('a')]],
    ['a text', [{ type: 'text', text: 'Let me look.' }, call('a')]],
  ])('but with %s goes on without one', (_, content) => {
    const messages = [question, model(...content), user(result('a'))];
    expect(carried({ thinking, messages })).toEqual({
      isSame: false,
      sent: { messages },
      warnings: [notAsked],
    });
  });

  const forget = { type: 'clear_thinking_20251015', keep: 'all' };
  const tidy = { type: 'clear_tool_uses_20250919' };
  it.each([
    ['nothing else', [forget], undefined],
    ['what else is to be cleared', [forget, tidy, null], { edits: [tidy, null] }],
  ])('leaves %s to be cleared when no thought is', (_, edits, context_management) => {
    const messages = [question, model(call('a')), user(result('a'))];
    const { sent } = carried({ thinking, messages, context_management: { edits } });
    expect(sent).toEqual({ messages, ...(context_management && { context_management }) });
  });
});
