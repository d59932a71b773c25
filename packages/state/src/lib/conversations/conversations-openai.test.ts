import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { message, openGateway } from './__fixtures__/open-gateway.ts';
import { openTurn } from './turn.ts';

function open() {
  const opened = openGateway();
  const client = new OpenAI({
    apiKey: 'test',
    baseURL: 'http://gateway/v1',
    maxRetries: 0,
    fetch: (url, init) => opened.gateway.fetch(new Request(url, init)),
  });
  return { ...opened, client, conversations: client.conversations };
}

describe('the openai client', () => {
  it('makes, reads, changes and deletes a conversation', async () => {
    const { conversations } = open();
    const made = await conversations.create({
      metadata: { topic: 'a' },
      items: [{ role: 'user', content: 'Hi' }],
    });
    expect(made).toMatchObject({ object: 'conversation', metadata: { topic: 'a' } });
    expect(await conversations.retrieve(made.id)).toEqual(made);
    expect(await conversations.update(made.id, { metadata: { topic: 'b' } })).toEqual({
      ...made,
      metadata: { topic: 'b' },
    });
    expect(await conversations.update(made.id, { metadata: null })).toEqual({
      ...made,
      metadata: {},
    });
    expect(await conversations.delete(made.id)).toEqual({
      id: made.id,
      object: 'conversation.deleted',
      deleted: true,
    });
    await expect(conversations.retrieve(made.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    expect((await conversations.create()).metadata).toEqual({});
    expect((await conversations.create({})).metadata).toEqual({});
  });

  it('adds, reads, lists and deletes items', async () => {
    const { conversations } = open();
    const made = await conversations.create();
    const { items } = conversations;
    const reasoning = {
      type: 'reasoning',
      id: 'rs_1',
      summary: [],
      encrypted_content: 'x',
    } satisfies OpenAI.Responses.ResponseReasoningItem;
    const added = await items.create(made.id, {
      items: [{ role: 'user', content: 'Hi' }, reasoning],
      include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
    });
    expect(added.data[1]).toEqual(reasoning);
    const found = await items.retrieve('rs_1', { conversation_id: made.id });
    expect(found).not.toHaveProperty('encrypted_content');
    expect(await items.delete('rs_1', { conversation_id: made.id })).toEqual(made);
    await expect(items.retrieve('rs_1', { conversation_id: made.id })).rejects.toMatchObject({
      status: 404,
    });
    const page = await items.list(made.id);
    expect(page.data).toEqual([added.data[0]]);
  });

  it.each([1, 3, 10, 100])('pages to the end in either order, by %i', async (limit) => {
    const { conversations, create } = open();
    const ids = Array.from({ length: 25 }, (_, at) => `msg_${at}`);
    const id = await create(ids.map((one) => message(one)));
    for (const order of ['asc', 'desc'] as const) {
      const seen: unknown[] = [];
      for await (const item of conversations.items.list(id, { limit, order }))
        seen.push((item as { id: string }).id);
      expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed());
    }
  });

  it('addresses what is called as no path should be', async () => {
    const { conversations, create } = open();
    const item = { type: 'x', id: '../x?y#z/%' };
    const id = await create([item]);
    expect(await conversations.items.retrieve(item.id, { conversation_id: id })).toEqual(item);
  });

  it('is told of a turn that goes on, and waits for it by itself', async () => {
    const { client, stores, create } = open();
    const id = await create();
    const turn = await openTurn(stores('default'), id, 'resp_1');
    const items = [message('m')] as never;
    await expect(client.conversations.items.create(id, { items })).rejects.toBeInstanceOf(
      OpenAI.ConflictError,
    );
    setTimeout(() => void turn.release(), 300);
    const patient = client.withOptions({ maxRetries: 2 });
    expect((await patient.conversations.items.create(id, { items })).data).toHaveLength(1);
  });

  it('sees every fault with its code and its field', async () => {
    const { conversations } = open();
    const tooMany = Array(21).fill({ role: 'user', content: 'x' });
    await expect(conversations.create({ items: tooMany })).rejects.toMatchObject({
      status: 400,
      code: 'array_above_max_length',
      param: 'items',
      type: 'invalid_request_error',
    });
  });
});
