import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../store/memory-store.ts';
import { message, openGateway } from './__fixtures__/open-gateway.ts';
import { readConversation } from './stored-items.ts';
import { openTurn, type Turn } from './turn.ts';

function open(store = createMemoryStore()) {
  const opened = openGateway(store);
  const things = opened.stores('default');
  const idsOf = async (conversation: string) =>
    (await readConversation(things, conversation)).map(({ id }) => id);
  return { ...opened, things, idsOf };
}

const response = (id: string) =>
  ({ type: 'insert', kind: 'response', owner: '', id, createdAt: 1, value: {} }) as const;

const locked = {
  status: 409,
  headers: { 'retry-after': '1' },
  json: { error: { code: 'conversation_locked', param: null, type: 'invalid_request_error' } },
};

describe('a turn', () => {
  it('reads all there is, and adds its items with its response in one write', async () => {
    const { things, create, ask } = open();
    const id = await create([message('m1'), message('m2')]);
    const turn = await openTurn(things, id, 'resp_1');
    expect((await turn.items()).map((item) => item.id)).toEqual(['m1', 'm2']);
    expect((await turn.items())[0]?.value).toMatchObject({ role: 'user' });
    const added = [
      '{"role":"user","content":"Hi","n":1.0}',
      { type: 'message', id: 'msg_out', role: 'assistant', content: [], status: 'completed' },
    ];
    const changes = await turn.changesFor(added);
    expect(await things.write([response('resp_1'), ...changes], turn.guard)).toBe(true);
    await turn.release();
    const { data } = (await ask('GET', `/${id}/items?order=asc`)).json;
    expect(data.slice(2)).toEqual([
      {
        id: expect.stringMatching(/^msg_/),
        type: 'message',
        role: 'user',
        n: 1,
        status: 'completed',
        content: [{ type: 'input_text', text: 'Hi' }],
      },
      added[1],
    ]);
    expect(turn.lost.aborted).toBe(false);
  });

  it('leaves no trace where it writes nothing', async () => {
    const { things, create, idsOf, ask } = open();
    const id = await create([message('m')]);
    const turn = await openTurn(things, id, 'resp_1');
    await turn.changesFor([message('never')]);
    await turn.release();
    expect(await idsOf(id)).toEqual(['m']);
    expect((await ask('DELETE', `/${id}/items/m`)).status).toBe(200);
  });

  it('gives an item another id where its own is taken', async () => {
    const { things, create, idsOf } = open();
    const id = await create([message('m')]);
    const turn = await openTurn(things, id, 'resp_1');
    const changes = await turn.changesFor([message('m'), message('n'), message('n')]);
    expect(await things.write(changes)).toBe(true);
    expect(await idsOf(id)).toEqual([
      'm',
      expect.stringMatching(/^msg_/),
      'n',
      expect.stringMatching(/^msg_/),
    ]);
    await turn.release();
  });

  it('reads ten thousand items in order', async () => {
    const { things, create, ask, idsOf } = open();
    const id = await create();
    const ids = Array.from({ length: 10_000 }, (_, at) => `m${at}`);
    const turn = await openTurn(things, id, 'resp_1');
    expect(await things.write(await turn.changesFor(ids.map((one) => message(one))))).toBe(true);
    await turn.release();
    expect(await idsOf(id)).toEqual(ids);
    const seen: string[] = [];
    for (let after = ''; ; after = `&after=${seen.at(-1)}`) {
      const { json } = await ask('GET', `/${id}/items?limit=100&order=asc${after}`);
      seen.push(...json.data.map((item: { id: string }) => item.id));
      if (!json.has_more) break;
    }
    expect(seen).toEqual(ids);
  });

  it('misses nothing when an item is deleted between two pages', async () => {
    const store = createMemoryStore();
    const { create, things, stores } = open({
      ...store,
      async list(query) {
        if (query.after === 'm199') {
          const key = { kind: query.kind, owner: query.owner, id: 'm199' };
          await store.write(query.tenant, [{ type: 'delete', ...key }]);
        }
        return store.list(query);
      },
    });
    const id = await create();
    const ids = Array.from({ length: 250 }, (_, at) => `m${at}`);
    const turn = await openTurn(things, id, 'resp_1');
    await things.write(await turn.changesFor(ids.map((one) => message(one))));
    await turn.release();
    const items = await readConversation(stores('default'), id);
    expect(items.map((item) => item.id)).toEqual(ids.filter((one) => one !== 'm199'));
  });

  it.each(['conv_0', 'größe'])('needs a conversation that is there: %s', async (id) => {
    const { things } = open();
    await expect(openTurn(things, id, 'resp_1')).rejects.toMatchObject({
      code: 'not_found',
      message: `Conversation with id '${id}' not found.`,
    });
    await expect(readConversation(things, id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('while a turn goes on', () => {
  it('nobody else has one there, or changes its items', async () => {
    const { things, create, ask, idsOf } = open();
    const id = await create([message('m')]);
    const turn = await openTurn(things, id, 'resp_1');
    await expect(openTurn(things, id, 'resp_2')).rejects.toMatchObject({
      code: 'conversation_locked',
      status: 409,
      headers: { 'retry-after': '1' },
    });
    expect(await ask('POST', `/${id}/items`, { body: { items: [message('n')] } })).toMatchObject(
      locked,
    );
    expect(await ask('DELETE', `/${id}/items/m`)).toMatchObject(locked);
    expect(await ask('DELETE', `/${id}`)).toMatchObject(locked);
    expect(await idsOf(id)).toEqual(['m']);
    await turn.release();
    expect((await ask('DELETE', `/${id}`)).status).toBe(200);
  });

  it('everybody may read it, and change its metadata', async () => {
    const { things, create, ask } = open();
    const id = await create([message('m')]);
    const turn = await openTurn(things, id, 'resp_1');
    expect((await ask('GET', `/${id}/items/m`)).status).toBe(200);
    expect((await ask('POST', `/${id}`, { body: { metadata: { a: 'b' } } })).status).toBe(200);
    expect(await things.write(await turn.changesFor([message('n')]), turn.guard)).toBe(true);
    await turn.release();
    expect((await ask('GET', `/${id}`)).json.metadata).toEqual({ a: 'b' });
  });

  it('others go on', async () => {
    const { things, create } = open();
    const turns = [
      await openTurn(things, await create(), 'a'),
      await openTurn(things, await create(), 'b'),
    ];
    for (const turn of turns) await turn.release();
  });
});

describe('of many turns at once', () => {
  it('exactly one runs, and none of their items are mixed', async () => {
    const { things, create, idsOf } = open();
    const id = await create();
    for (let round = 0; round < 10; round++) {
      const attempts = await Promise.allSettled(
        Array.from({ length: 8 }, (_, at) => openTurn(things, id, `resp_${at}`)),
      );
      const turns = attempts.flatMap((attempt) =>
        attempt.status === 'fulfilled' ? [attempt.value] : [],
      );
      expect(turns).toHaveLength(1);
      const [turn] = turns as [Turn];
      const items = [message(`in_${round}`), message(`out_${round}`)];
      expect(await things.write(await turn.changesFor(items), turn.guard)).toBe(true);
      await turn.release();
    }
    expect(await idsOf(id)).toEqual(
      Array.from({ length: 10 }, (_, round) => [`in_${round}`, `out_${round}`]).flat(),
    );
  });

  it('calls that add items follow one another or are told to wait', async () => {
    const { create, ask, idsOf } = open();
    const id = await create();
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        ask('POST', `/${id}/items`, { body: { items: [message(`a${at}`), message(`b${at}`)] } }),
      ),
    );
    expect(replies.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    const added = replies.flatMap(({ status }, at) => (status === 200 ? [at] : []));
    expect(added.length).toBeGreaterThan(0);
    const ids = await idsOf(id);
    expect(ids).toHaveLength(2 * added.length);
    for (let at = 0; at < ids.length; at += 2) expect(ids[at + 1]).toBe(ids[at]?.replace('a', 'b'));
  });
});

describe('a turn’s hold', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is renewed for as long as the turn goes on', async () => {
    const { things, create } = open();
    const id = await create();
    const turn = await openTurn(things, id, 'resp_1');
    await vi.advanceTimersByTimeAsync(120_000);
    await expect(openTurn(things, id, 'resp_2')).rejects.toMatchObject({
      code: 'conversation_locked',
    });
    expect(turn.lost.aborted).toBe(false);
    expect(await things.write(await turn.changesFor([message('m')]), turn.guard)).toBe(true);
    // Between its last write and its release, that it is over is no loss.
    await vi.advanceTimersByTimeAsync(20_000);
    expect(turn.lost.aborted).toBe(false);
    await turn.release();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is lost when nobody renews it, and then writes nothing', async () => {
    const store = createMemoryStore();
    let isPaused = false;
    const paused = {
      ...store,
      renew: async (...args: Parameters<typeof store.renew>) => {
        if (isPaused) throw new Error('paused');
        return store.renew(...args);
      },
    };
    const { things, create, idsOf } = open(paused);
    const id = await create();
    const slow = await openTurn(things, id, 'resp_1');
    await vi.advanceTimersByTimeAsync(30_000);
    isPaused = true;
    await vi.advanceTimersByTimeAsync(11_000);
    // A store that says nothing has not said no.
    expect(slow.lost.aborted).toBe(false);
    const fast = await openTurn(things, id, 'resp_2');
    isPaused = false;
    await vi.advanceTimersByTimeAsync(2_500);
    expect(slow.lost.aborted).toBe(true);
    expect(
      await things.write(
        [response('resp_1'), ...(await slow.changesFor([message('slow')]))],
        slow.guard,
      ),
    ).toBe(false);
    // The changes alone say so, too: the guard may be another record's.
    expect(
      await things.write([response('resp_1'), ...(await slow.changesFor([message('slow')]))]),
    ).toBe(false);
    expect(await things.get('response', 'resp_1')).toBeUndefined();
    await slow.release();
    expect(await things.write(await fast.changesFor([message('fast')]), fast.guard)).toBe(true);
    await fast.release();
    expect(await idsOf(id)).toEqual(['fast']);
  });

  it('is free again within its lease when its holder is gone', async () => {
    const { things, create, ask } = open();
    const id = await create();
    await things.acquire('conversation', id, 'gone', 10_000);
    expect(await ask('DELETE', `/${id}`)).toMatchObject(locked);
    await vi.advanceTimersByTimeAsync(10_001);
    const turn = await openTurn(things, id, 'resp_2');
    await turn.release();
  });

  it('is told as lost when the conversation is deleted under it', async () => {
    const { things, create } = open();
    const id = await create([message('m')]);
    const turn = await openTurn(things, id, 'resp_1');
    await things.write([{ type: 'delete', kind: 'conversation', owner: '', id }]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(turn.lost.reason).toMatchObject({ code: 'conversation_locked' });
    expect(await things.write(await turn.changesFor([message('n')]), turn.guard)).toBe(false);
    await turn.release();
  });

  it('is given back quietly when the store is down', async () => {
    const { things, create, store } = open();
    const turn = await openTurn(things, await create(), 'resp_1');
    await store.close();
    await expect(turn.items()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(turn.release()).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});
