import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CarryOnHouse, kinds, openCarryOnHouse } from './support/house.ts';
import { post } from './support/talk.ts';

let house: CarryOnHouse;
beforeAll(async () => {
  house = await openCarryOnHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const user = (content: string) => ({ role: 'user', content });
const said = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
});
const call = (call_id: string, text = '{"city":"Rome"}') => ({
  type: 'function_call',
  call_id,
  name: 'weather',
  arguments: text,
});
const output = (call_id: string, text = 'sunny') => ({
  type: 'function_call_output',
  call_id,
  output: text,
});

/** What models and clients out there have been seen to leave behind. */
const histories = {
  'a text of nothing but line ends': [said('\n\n'), call('1'), output('1')],
  'no text at all': [said(''), call('1'), output('1')],
  'the same id for calls of two turns': [call('0'), output('0'), call('0'), output('0')],
  'an id with characters of all kinds': [call('functions.f:0/ü'), output('functions.f:0/ü')],
  'an id as long as may be': [call('x'.repeat(64)), output('x'.repeat(64))],
  'no arguments': [call('1', ''), output('1')],
  'arguments that were cut off': [call('1', '{"city":"Ro'), output('1')],
  'arguments that are no object': [call('1', '"Rome"'), output('1')],
  'an empty output': [call('1'), output('1', '')],
  'outputs in another order': [call('1'), call('2'), output('2'), output('1')],
  'a user who did not wait for the output': [call('1'), user('Hurry!'), output('1')],
  'outputs between calls of one turn': [call('1'), output('1'), call('2'), output('2')],
  'a text behind the calls': [call('1'), said('Wait.'), output('1')],
};

describe.each(Object.entries(histories))('%s', (_, items) => {
  test.each(kinds)('%s goes on from it', async (kind) => {
    const speaker = house.speaker(kind);
    const input = [user('Is it warm?'), ...items];
    await post(house.gateway, '/v1/responses', { model: speaker.model, input });
    expect(speaker.faults).toEqual([]);
    expect(speaker.requests).toHaveLength(1);
  });
});

const toolUse = (id: string, input: unknown = { city: 'Rome' }) => ({
  role: 'assistant',
  content: [{ type: 'tool_use', id, name: 'weather', input }],
});
const toolResult = (tool_use_id: string) => ({
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id, content: [{ type: 'text', text: 'sunny' }] }],
});

/** The same of clients that speak Anthropic's api. */
const messageHistories = {
  'the same id for calls of two turns': [
    toolUse('0'),
    toolResult('0'),
    toolUse('0'),
    toolResult('0'),
  ],
  'an id with characters of all kinds': [toolUse('functions.f:0/ü'), toolResult('functions.f:0/ü')],
  'an input that was cut off': [toolUse('1', '{"city":"Ro'), toolResult('1')],
  'an input that is no object': [toolUse('1', ['Rome']), toolResult('1')],
  'a call without the thought that is asked for': [toolUse('1'), toolResult('1')],
};

describe.each(Object.entries(messageHistories))('in messages, %s', (_, turns) => {
  test.each(kinds)('%s goes on from it', async (kind) => {
    const speaker = house.speaker(kind);
    const asked = { role: 'user', content: [{ type: 'text', text: 'Is it warm?' }] };
    await post(house.gateway, '/v1/messages', {
      model: speaker.model,
      max_tokens: 8_000,
      thinking: { type: 'enabled', budget_tokens: 2_000 },
      messages: [asked, ...turns],
    });
    expect(speaker.faults).toEqual([]);
    expect(speaker.requests).toHaveLength(1);
  });
});
