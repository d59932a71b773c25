import LlamaStack from 'llama-stack-client';
import { expect, it } from 'vitest';
import { openStateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const hello = { model: 'test-model', input: 'one two three' };

const says = (content: string) => ({ type: 'message', role: 'user', content }) as const;

/** What the client throws. */
async function statusOf(promise: PromiseLike<unknown>): Promise<number | undefined> {
  const thrown = await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(LlamaStack.APIError);
  return (thrown as { readonly status?: number }).status;
}

onEveryStore('the Llama Stack client', (openStore) => {
  it('creates, retrieves and deletes a response, streamed and not', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.llamaStackOf('ada');
    const whole = await responses.create({ ...hello });
    expect(await responses.retrieve(whole.id)).toMatchObject({
      id: whole.id,
      status: 'completed',
      output: whole.output,
    });
    const types: (string | undefined)[] = [];
    let id = '';
    for await (const event of await responses.create({ ...hello, stream: true })) {
      types.push(event.type);
      if (event.type === 'response.completed') id = event.response.id;
    }
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed']);
    const next = await responses.create({ ...hello, previous_response_id: id });
    expect(next.previous_response_id).toBe(id);
    expect(await responses.delete(id)).toMatchObject({ id, deleted: true });
    expect(await statusOf(responses.retrieve(id))).toBe(404);
    expect(await statusOf(responses.delete(id))).toBe(404);
  });

  it('makes one in the background', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.llamaStackOf('ada');
    const { id, status } = await responses.create({ ...hello, background: true });
    expect(status).toBe('queued');
    await expect.poll(async () => (await responses.retrieve(id)).status).toBe('completed');
  });

  it.each([1, 2, 10])('lists responses to the end, by %i, each with its input', async (limit) => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.llamaStackOf('ada');
    const ids: string[] = [];
    for (const input of ['one', 'two', 'three', 'four', 'five'])
      ids.push((await responses.create({ ...hello, input })).id);
    await responses.create({ ...hello, model: 'other-model', store: true });
    for (const order of ['asc', 'desc'] as const) {
      const listed = responses.list({ limit, order, model: 'test-model' });
      const seen: string[] = [];
      for await (const { id, input, output } of listed) {
        seen.push(id);
        expect([input.length, output.length]).toEqual([1, 1]);
      }
      expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed());
    }
  });

  it('lists input items, whole where it asks so, from a cursor on and up to one', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.llamaStackOf('ada');
    const input = ['one', 'two', 'three'].map(says);
    const { id } = await responses.create({ ...hello, input });
    const { data } = await responses.inputItems.list(id, {
      order: 'asc',
      include: ['message.output_text.logprobs', 'reasoning.encrypted_content'],
    });
    const textOf = (item: unknown) =>
      (item as { content: readonly { text: string }[] }).content[0]?.text;
    expect(data.map(textOf)).toEqual(['one', 'two', 'three']);
    const cursor = (data[1] as { id: string }).id;
    const list = responses.inputItems;
    const after = await list.list(id, { order: 'asc', after: cursor });
    const before = await list.list(id, { order: 'asc', before: cursor });
    expect([after.data.map(textOf), before.data.map(textOf)]).toEqual([['three'], ['one']]);
    expect(await statusOf(list.list(id, { after: 'msg_nobody' }))).toBe(400);
    expect(await statusOf(list.list(id, { include: ['no.such' as never] }))).toBe(400);
  });

  it('creates, retrieves, updates and deletes a conversation', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { conversations } = house.llamaStackOf('ada');
    const made = await conversations.create({ metadata: { a: 'b' }, items: [says('one')] });
    expect(made).toMatchObject({ object: 'conversation', metadata: { a: 'b' } });
    expect(await conversations.retrieve(made.id)).toEqual(made);
    const changed = await conversations.update(made.id, { metadata: { c: 'd' } });
    expect(changed).toEqual({ ...made, metadata: { c: 'd' } });
    expect(await conversations.delete(made.id)).toMatchObject({ id: made.id, deleted: true });
    expect(await statusOf(conversations.retrieve(made.id))).toBe(404);
  });

  it.each([1, 2, 10])('adds, lists, gets and deletes items, by %i', async (limit) => {
    await using house = await openStateHouse({ store: openStore() });
    const { conversations, responses } = house.llamaStackOf('ada');
    const { id } = await conversations.create({ items: ['one', 'two'].map(says) });
    const { data } = await conversations.items.create(id, { items: [says('three')] });
    expect(data).toHaveLength(1);
    await responses.create({ ...hello, input: 'four', conversation: id });
    const idsIn = async (order: 'asc' | 'desc') => {
      const ids: string[] = [];
      const include = ['reasoning.encrypted_content', 'file_search_call.results'] as const;
      const query = { limit, order, include: [...include] };
      for await (const item of conversations.items.list(id, query)) ids.push(item.id as string);
      return ids;
    };
    const ids = await idsIn('asc');
    expect(new Set(ids).size).toBe(5);
    expect(await idsIn('desc')).toEqual(ids.toReversed());
    const third = ids[2] as string;
    expect(await conversations.items.get(id, third)).toEqual(data[0]);
    await conversations.items.delete(id, third);
    expect(await statusOf(conversations.items.get(id, third))).toBe(404);
    expect(await idsIn('asc')).toEqual(ids.filter((each) => each !== third));
  });

  it('makes a response by a prompt', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { prompts, responses } = house.llamaStackOf('ada');
    const { prompt_id: id } = await prompts.create({
      prompt: 'Say {{what}}.',
      variables: ['what'],
    });
    const what = { type: 'input_text', text: 'hi' } as const;
    await responses.create({ ...hello, prompt: { id, version: '1', variables: { what } } });
    expect(house.upstream.requests.at(-1)?.json).toMatchObject({ instructions: 'Say hi.' });
  });
});
