import { always, createGate, gated } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { expect, it } from 'vitest';
import { failureOf } from '../support/failure-of.ts';
import { toldTo } from '../support/responses-house.ts';
import { until } from '../support/until.ts';
import { openStateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const says = (content: string) => ({ role: 'user', content }) as const;

/** What each item says, page by page to the end. */
async function textsOf(pages: AsyncIterable<OpenAI.Conversations.ConversationItem>) {
  const texts: string[] = [];
  for await (const item of pages) {
    if (item.type !== 'message') texts.push(item.type);
    else texts.push(item.content.map((part) => ('text' in part ? part.text : part.type)).join());
  }
  return texts;
}

onEveryStore('the openai SDK: conversations', (openStore) => {
  it('creates, retrieves, updates and deletes one', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { conversations } = house.openai;
    const made = await conversations.create({ metadata: { topic: 'a' }, items: [says('one')] });
    expect(made).toMatchObject({ object: 'conversation', metadata: { topic: 'a' } });
    expect(await conversations.retrieve(made.id)).toEqual(made);
    const changed = { ...made, metadata: { topic: 'b' } };
    expect(await conversations.update(made.id, { metadata: { topic: 'b' } })).toEqual(changed);
    expect(await conversations.retrieve(made.id)).toEqual(changed);
    expect(await conversations.delete(made.id)).toEqual({
      id: made.id,
      object: 'conversation.deleted',
      deleted: true,
    });
    expect(await failureOf(conversations.retrieve(made.id))).toMatchObject({ status: 404 });
  });

  it.each([1, 3, 50])('adds items and lists them to the end, by %i', async (limit) => {
    await using house = await openStateHouse({ store: openStore() });
    const { conversations } = house.openai;
    const texts = Array.from({ length: 8 }, (_, at) => `word ${at}`);
    const { id } = await conversations.create({ items: texts.slice(0, 3).map(says) });
    const added = await conversations.items.create(id, { items: texts.slice(3).map(says) });
    expect(await textsOf(arrayOf(added.data))).toEqual(texts.slice(3));
    const list = (order?: 'asc' | 'desc') =>
      textsOf(conversations.items.list(id, { limit, ...(order && { order }) }));
    expect(await list('asc')).toEqual(texts);
    expect(await list('desc')).toEqual(texts.toReversed());
    expect(await list()).toEqual(texts.toReversed());
  });

  it('retrieves and deletes an item', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { conversations } = house.openai;
    const made = await conversations.create({ items: [says('one'), says('two')] });
    const [item] = (await conversations.items.list(made.id)).data;
    const itemId = item?.id ?? '';
    const place = { conversation_id: made.id };
    expect(await conversations.items.retrieve(itemId, place)).toEqual(item);
    expect(await conversations.items.delete(itemId, place)).toEqual(made);
    expect(await failureOf(conversations.items.retrieve(itemId, place))).toMatchObject({
      status: 404,
    });
    expect(await textsOf(conversations.items.list(made.id))).toEqual(['one']);
  });

  it.each(['JSON', 'stream', 'background'])('holds turns of responses, as %s', async (how) => {
    await using house = await openStateHouse({ store: openStore() });
    const { conversations, responses } = house.openai;
    const { id } = await conversations.create({ items: [says('one')] });
    const turn = async (input: string) => {
      const params = { model: 'test-model', input, conversation: id };
      if (how === 'stream') return responses.stream(params).finalResponse();
      const response = await responses.create({ ...params, background: how === 'background' });
      await expect
        .poll(async () => (await responses.retrieve(response.id)).status)
        .toBe('completed');
      return responses.retrieve(response.id);
    };
    const first = await turn('two');
    expect(first).toMatchObject({ conversation: { id }, previous_response_id: null });
    const second = await turn('three');
    expect(toldTo(house)).toEqual([
      ['user', 'one'],
      ['user', 'two'],
      ['assistant', 'You wrote: two'],
      ['user', 'three'],
    ]);
    const items = await textsOf(conversations.items.list(id, { order: 'asc' }));
    expect(items).toEqual(['one', 'two', 'You wrote: two', 'three', 'You wrote: three']);
    // Outside of it, a response is gone on from as any other.
    await responses.create({
      model: 'test-model',
      input: 'aside',
      previous_response_id: second.id,
    });
    expect(toldTo(house).map(([, said]) => said)).toEqual([...items, 'aside']);
    expect(await textsOf(conversations.items.list(id))).toHaveLength(5);
  });

  it('takes one turn at a time: another is told that it is locked, and waits by itself', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    const { conversations, responses } = house.openai;
    const { id } = await conversations.create();
    const turn = { model: 'test-model', conversation: id };
    const first = responses.create({ ...turn, input: 'one' });
    await until('the upstream is asked', () => house.upstream.requests.length === 1);
    const failure = await failureOf(responses.create({ ...turn, input: 'two' }));
    expect(failure).toMatchObject({ status: 409, code: 'conversation_locked' });
    expect(house.upstream.requests).toHaveLength(1);
    const patient = house.openai.withOptions({ maxRetries: 3 });
    const second = patient.responses.create({ ...turn, input: 'two' });
    gate.open();
    await Promise.all([first, second]);
    const items = await textsOf(conversations.items.list(id, { order: 'asc' }));
    expect(items).toEqual(['one', 'You wrote: one', 'two', 'You wrote: two']);
  });
});

async function* arrayOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
