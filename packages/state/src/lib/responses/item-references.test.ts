import { createGateway, type Provider } from '@gw/core';
import { describe, expect, test } from 'vitest';
import { asker, type Json } from '../../__fixtures__/ask-gateway.ts';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { saysNatively, scriptedModel } from '../../__fixtures__/scripted-model.ts';
import { createState } from '../create-state.ts';
import { createMemoryStore } from '../store/memory-store.ts';

function house(model: Provider) {
  const logger = { warn() {}, error() {} };
  const gateway = createGateway({
    providers: [model],
    use: [createState({ store: createMemoryStore(), logger })],
    logger,
  });
  const { ask, json } = asker(gateway);
  const respond = (input: unknown, more: object = {}) =>
    json('/responses', { model: 'm', input, ...more });
  return { ask, json, respond };
}

function chatHouse() {
  const model = chatModel();
  const asked = () => JSON.stringify(model.asked.at(-1)?.messages);
  return { ...house(model), asked };
}

const refer = ({ id }: Json) => ({ type: 'item_reference', id });
const say = (content: string) => ({ role: 'user', content });

test('an item can be named as often as one likes', async () => {
  const { respond, json, asked } = chatHouse();
  const { output } = await respond('first');
  const seen: Json[] = [refer(output[0])];
  for (const word of ['one', 'two', 'three']) {
    const response = await respond([...seen, say(word)]);
    expect(response.status).toBe('completed');
    expect(asked()).toContain(word);
    expect(asked().match(/Hello/g)).toHaveLength(seen.length);
    seen.push(refer(response.output[0]));
  }
  const bare = await respond([{ id: output[0].id }, say('four')]);
  expect(bare.status).toBe('completed');
  // Its own request is listed with what it has named.
  const { data } = await json(`/responses/${bare.id}/input_items?order=asc`);
  expect(data).toMatchObject([output[0], { content: [{ text: 'four' }] }]);
  const more = await respond('more', { previous_response_id: bare.id });
  expect(more.status).toBe('completed');
  expect(asked().match(/Hello|four|more/g)).toEqual(['Hello', 'four', 'Hello', 'more']);
});

test('also in the background', async () => {
  const { respond, json, asked } = chatHouse();
  const { output } = await respond('first');
  const { id } = await respond([refer(output[0]), say('later')], { background: true });
  await expect.poll(async () => (await json(`/responses/${id}`)).status).toBe('completed');
  expect(asked()).toContain('Hello');
  const { data } = await json(`/responses/${id}/input_items?order=asc`);
  expect(data).toMatchObject([output[0], { content: [{ text: 'later' }] }]);
});

test('what a turn of a conversation only names becomes part of it, whole', async () => {
  const { respond, json, asked } = chatHouse();
  const { id: first, output } = await respond('first');
  const { id: conversation } = await json('/conversations', {});
  await respond([refer(output[0]), say('one')], { conversation });
  await json(`/responses/${first}`, undefined, 'DELETE');
  const second = await respond([say('two')], { conversation });
  expect(second.status).toBe('completed');
  expect(asked().match(/Hello|one|two/g)).toEqual(['Hello', 'one', 'Hello', 'two']);
  const items = async () =>
    (await json(`/conversations/${conversation}/items?order=asc`)).data.map(
      ({ type }: Json) => type,
    );
  expect(await items()).toEqual(Array.from({ length: 5 }, () => 'message'));
});

describe.each([
  ['JSON', {}],
  ['a stream', { stream: true }],
  ['a background response', { background: true }],
])('a conversation of which %s is a turn', (_, more) => {
  /** Makes it, and waits until it has ended. */
  async function turn(
    { json, ask }: ReturnType<typeof house>,
    input: unknown,
    conversation: string,
  ) {
    const reply = await ask('/responses', { model: 'm', input, conversation, ...more });
    const id = /"id":"(resp_[^"]*)"/.exec(await reply.text())?.[1];
    await expect.poll(async () => (await json(`/responses/${id}`)).status).toBe('completed');
    return id;
  }
  const list = async ({ json }: ReturnType<typeof house>, path: string): Promise<Json[]> =>
    (await json(`${path}?order=asc`)).data;

  test('does not get once more what is in it already', async () => {
    const own = chatHouse();
    const { id } = await own.json('/conversations', { items: [{ ...say('first'), id: 'msg_1' }] });
    await turn(own, [refer({ id: 'msg_1' }), say('again')], id);
    const items = await list(own, `/conversations/${id}/items`);
    expect(items.map(({ content }) => content[0].text)).toEqual(['first', 'again', 'Hello']);
  });

  test('has its items under the ids that the response lists them under', async () => {
    const own = chatHouse();
    const { id } = await own.json('/conversations', {});
    const response = await turn(own, 'hi', id);
    const [item] = await list(own, `/conversations/${id}/items`);
    expect(await list(own, `/responses/${response}/input_items`)).toEqual([item]);
  });
});

test.each([
  ['JSON', {}],
  ['a stream', { stream: true }],
  ['a background response', { background: true }],
])('%s can name an item of an upstream that calls all its items alike', async (_, more) => {
  const own = house(scriptedModel('responses', saysNatively(['created', 'in_progress'], 'Hello')));
  const { output } = await own.respond('first');
  const input = [refer(output[0]), say('again')];
  const text = await (await own.ask('/responses', { model: 'm', input, ...more })).text();
  const id = /"id":"(resp_[^"]*)"/.exec(text)?.[1];
  await expect.poll(() => own.json(`/responses/${id}`)).toMatchObject({ status: 'completed' });
  const { data } = await own.json(`/responses/${id}/input_items?order=asc`);
  expect(data).toMatchObject([{ id: output[0].id }, { content: [{ text: 'again' }] }]);
});

test('a conversation is made of what it names, named before or not', async () => {
  const { respond, json } = chatHouse();
  const { output } = await respond('first');
  await respond([refer(output[0]), say('one')]);
  const { id } = await json('/conversations', { items: [refer(output[0])] });
  expect((await json(`/conversations/${id}/items`)).data).toEqual([output[0]]);
});
