import { createGateway } from '@gw/core';
import { expect, test } from 'vitest';
import { asker, type Json } from '../../__fixtures__/ask-gateway.ts';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { createState } from '../create-state.ts';
import { createMemoryStore } from '../store/memory-store.ts';

function house() {
  const model = chatModel();
  const logger = { warn() {}, error() {} };
  const gateway = createGateway({
    providers: [model],
    use: [createState({ store: createMemoryStore(), logger })],
    logger,
  });
  const { json } = asker(gateway);
  const respond = (input: unknown, more: object = {}) =>
    json('/responses', { model: 'm', input, ...more });
  const asked = () => JSON.stringify(model.asked.at(-1)?.messages);
  return { json, respond, asked };
}

const refer = ({ id }: Json) => ({ type: 'item_reference', id });
const say = (content: string) => ({ role: 'user', content });

test('an item can be named as often as one likes', async () => {
  const { respond, json, asked } = house();
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
  const { respond, json, asked } = house();
  const { output } = await respond('first');
  const { id } = await respond([refer(output[0]), say('later')], { background: true });
  await expect.poll(async () => (await json(`/responses/${id}`)).status).toBe('completed');
  expect(asked()).toContain('Hello');
  const { data } = await json(`/responses/${id}/input_items?order=asc`);
  expect(data).toMatchObject([output[0], { content: [{ text: 'later' }] }]);
});

test('what a turn of a conversation only names becomes part of it, whole', async () => {
  const { respond, json, asked } = house();
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
  // What is in it already is not added once more.
  const { data } = await json(`/conversations/${conversation}/items?order=asc`);
  await respond([refer(data[0]), say('three')], { conversation });
  expect(await items()).toHaveLength(7);
});

test('a conversation is made of what it names, named before or not', async () => {
  const { respond, json } = house();
  const { output } = await respond('first');
  await respond([refer(output[0]), say('one')]);
  const { id } = await json('/conversations', { items: [refer(output[0])] });
  expect((await json(`/conversations/${id}/items`)).data).toEqual([output[0]]);
});
