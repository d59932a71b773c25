import { createGateway } from '@gw/core';
import { expect, test } from 'vitest';
import { asker } from '../../__fixtures__/ask-gateway.ts';
import { type Say, saysNatively, scriptedModel } from '../../__fixtures__/scripted-model.ts';
import { createState } from '../create-state.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { StateStore } from '../store/state-store.ts';

const silent = { warn() {}, error() {} };

/** A gateway whose model keeps its own responses. */
function house(say: Say, store: StateStore = createMemoryStore()) {
  const model = scriptedModel('responses', say);
  const gateway = createGateway({
    providers: [model],
    models: { m: { provider: 'model', model: 'up', upstreamState: 'forward' } },
    use: [createState({ store, logger: silent })],
    logger: silent,
  });
  const { ask, json } = asker(gateway);
  const converse = async () => (await json('/conversations', {})).id as string;
  /** What a conversation has, oldest first. */
  const said = async (id: string) => {
    const { data } = await json(`/conversations/${id}/items?order=asc`);
    return data.map((item: { content: { text: string }[] }) => item.content[0]?.text);
  };
  return { model, ask, json, converse, said };
}

const hello = saysNatively(['created', 'in_progress'], 'Hel', 'lo');

test.each([false, true])(
  'a conversation grows, whoever keeps the response: streamed %s',
  async (stream) => {
    const { model, ask, json, converse, said } = house(hello);
    const conversation = await converse();
    for (const input of ['one', 'two']) {
      const reply = await ask('/responses', { model: 'm', input, conversation, stream });
      expect(await reply.text()).toContain('"resp_up"');
    }
    expect(await said(conversation)).toEqual(['one', 'Hello', 'two', 'Hello']);
    expect(JSON.stringify(model.asked.at(-1)?.input).match(/one|Hello|two/g)).toEqual([
      'one',
      'Hello',
      'two',
    ]);
    expect((await json('/responses')).data).toEqual([]);
  },
);

test('a conversation stays as it is where its turn is not to be stored, or fails', async () => {
  const { ask, converse, said } = house(async function* (signal) {
    for await (const event of hello(signal)) {
      if (event.type === 'response.completed') throw new Error('socket hang up');
      yield event;
    }
  });
  const conversation = await converse();
  const hi = { model: 'm', input: 'hi', conversation, stream: true };
  expect(await (await ask('/responses', hi)).text()).toContain('response.failed');
  expect(await said(conversation)).toEqual([]);
  const other = house(hello);
  const own = await other.converse();
  await other.json('/responses', { model: 'm', input: 'hi', conversation: own, store: false });
  expect(await other.said(own)).toEqual([]);
});

test('a turn that cannot be added to its conversation is no answer', async () => {
  const inner = createMemoryStore();
  const write: StateStore['write'] = async (tenant, changes, guard) => {
    if (JSON.stringify(changes).includes('Hello')) throw new Error('disk full');
    return inner.write(tenant, changes, guard);
  };
  const { ask, converse, said } = house(hello, { ...inner, write });
  const conversation = await converse();
  const reply = await ask('/responses', { model: 'm', input: 'hi', conversation });
  expect(reply.status).toBe(503);
  expect(await said(conversation)).toEqual([]);
});

test('a response in the background is refused before its model is asked', async () => {
  const { model, json } = house(hello);
  const { id } = await json('/responses', { model: 'm', input: 'hi', background: true });
  await expect.poll(async () => (await json(`/responses/${id}`)).status).toBe('failed');
  const { error } = await json(`/responses/${id}`);
  expect(error).toMatchObject({ code: 'unsupported_parameter' });
  expect(error.message).toContain("'background'");
  expect(model.asked).toEqual([]);
});

test('what a turn refers to is in its conversation once, and not at all where only the upstream has it', async () => {
  const { json, converse, said } = house(hello);
  const conversation = await converse();
  const content = [{ type: 'input_text', text: 'first' }];
  const first = { type: 'message', id: 'msg_first', role: 'user', content };
  await json(`/conversations/${conversation}/items`, { items: [first] });
  const refer = (id: string) => ({ type: 'item_reference', id });
  const input = [refer('msg_first'), refer('msg_upstreams'), { role: 'user', content: 'again' }];
  await json('/responses', { model: 'm', input, conversation });
  expect(await said(conversation)).toEqual(['first', 'again', 'Hello']);
});
