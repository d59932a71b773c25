import { describe, expect, it } from 'vitest';
import { forSeeds, randomJson, randomText } from '../kit/__fixtures__/random.ts';
import { includables } from '../kit/include.ts';
import { message, openGateway } from './__fixtures__/open-gateway.ts';

const everything = `include=${includables.join(',')}`;

describe('adding items', () => {
  it('answers with the list of those that were added, in their order', async () => {
    const { ask, create } = openGateway();
    const id = await create([message('m0')]);
    const added = await ask('POST', `/${id}/items`, {
      body: { items: [message('m1'), message('m2')] },
    });
    const listed = (mid: string) => ({
      ...message(mid),
      status: 'completed',
      content: [{ type: 'input_text', text: mid }],
    });
    expect(added.status).toBe(200);
    expect(added.json).toEqual({
      object: 'list',
      data: [listed('m1'), listed('m2')],
      first_id: 'm1',
      last_id: 'm2',
      has_more: false,
    });
    const all = await ask('GET', `/${id}/items?order=asc`);
    expect(all.json.data).toEqual([listed('m0'), listed('m1'), listed('m2')]);
  });

  it('keeps every text as it was written, whatever its type', async () => {
    const { ask, create } = openGateway();
    await forSeeds(60, async (random) => {
      const id = await create();
      const items = Array.from({ length: 1 + random.below(4) }, (_, at) => {
        const deep = randomJson(random, 4);
        const key = JSON.stringify(`k${randomText(random, 4)}`);
        return `{"id":"i${at}","type":"from_${at}","n":12345678901234567890,"f":1.0,${key}:${deep}}`;
      });
      await ask('POST', `/${id}/items`, { body: `{ "items" : [ ${items.join(' , ')} ] }` });
      const list = await ask('GET', `/${id}/items?order=asc`);
      expect(list.text).toBe(
        `{"object":"list","data":[${items.join(',')}],"first_id":"i0","last_id":"i${items.length - 1}","has_more":false}`,
      );
      expect((await ask('GET', `/${id}/items/i0`)).text).toBe(items[0]);
    });
  });

  it('makes ids by type, where there is none', async () => {
    const { ask, create } = openGateway();
    const items = [
      { type: 'message', role: 'user', content: 'x' },
      { type: 'function_call', call_id: 'c', name: 'f', arguments: '' },
      { type: 'reasoning', summary: [] },
      { type: 'custom_tool_call', call_id: 'd', name: 'f', input: '' },
      { type: 'from_tomorrow' },
    ];
    const added = await ask('POST', `/${await create()}/items`, { body: { items } });
    const prefixes = added.json.data.map((item: { id: string }) => item.id.split('_')[0]);
    expect(prefixes).toEqual(['msg', 'fc', 'rs', 'ctc', 'item']);
  });

  it('takes an id once in a conversation, and in every conversation', async () => {
    const { ask, create } = openGateway();
    const [one, other] = [await create([message('m')]), await create()];
    const items = [message('new'), message('m')];
    const refused = await ask('POST', `/${one}/items`, { body: { items } });
    expect(refused).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_value', param: 'items[1].id' } },
    });
    expect((await ask('GET', `/${one}/items`)).json.data).toHaveLength(1);
    expect((await ask('POST', `/${other}/items`, { body: { items } })).status).toBe(200);
    // A refused call leaves the conversation free.
    expect((await ask('POST', `/${one}/items`, { body: { items: [message('new')] } })).status).toBe(
      200,
    );
  });

  it('puts in place what an item only refers to', async () => {
    const { ask, create, stores } = openGateway();
    const source = await create([message('m', 'the text')]);
    await stores('default').write([
      {
        type: 'insert',
        kind: 'response',
        owner: '',
        id: 'resp_1',
        createdAt: 1,
        value: { response: {}, isStreamed: false, endedAt: 1 },
      },
      {
        type: 'insert',
        kind: 'item',
        owner: 'resp_1',
        id: 'fc_1',
        createdAt: 1,
        text: '{"type":"function_call","id":"fc_1","status":"completed","n":1.0}',
      },
    ]);
    const id = await create();
    const refer = (to: string) => ({ type: 'item_reference', id: to });
    const added = await ask('POST', `/${id}/items`, {
      body: { items: [refer('m'), refer('fc_1')] },
    });
    expect(added.json.data[0]).toEqual((await ask('GET', `/${source}/items/m`)).json);
    expect(added.text).toContain(
      '{"type":"function_call","id":"fc_1","status":"completed","n":1.0}',
    );
    expect(await ask('POST', `/${id}/items`, { body: { items: [refer('none')] } })).toMatchObject({
      status: 404,
      json: { error: { message: "Item with id 'none' not found.", param: 'items[0].id' } },
    });
    const foreign = await ask('POST', '', { tenant: 'other', body: { items: [refer('m')] } });
    expect(foreign.json.error.message).toBe("Item with id 'm' not found.");
  });

  it.each([
    [undefined, 'missing_required_parameter', 'items'],
    [{}, 'missing_required_parameter', 'items'],
    [{ items: null }, 'missing_required_parameter', 'items'],
    [{ items: [] }, 'invalid_value', 'items'],
    [{ items: {} }, 'invalid_type', 'items'],
    [{ items: Array(21).fill(message('x')) }, 'array_above_max_length', 'items'],
    [{ items: ['text'] }, 'invalid_type', 'items[0]'],
    [{ items: [{ content: 'x' }] }, 'missing_required_parameter', 'items[0].type'],
    [{ items: [{ type: 'item_reference' }] }, 'missing_required_parameter', 'items[0].id'],
    [{ items: [{ role: 'bogus', content: 'x' }] }, 'invalid_value', 'items[0].role'],
    [
      { items: [message('a'), { role: 'user', content: [{ type: 'input_text' }] }] },
      'missing_required_parameter',
      'items[1].content[0].text',
    ],
    [{ items: [message('a')], include: ['x'] }, 'unsupported_parameter', 'include'],
    ['{"items":[{"type":"a","type":"b"}]}', 'ambiguous_parameter', 'items[0].type'],
  ])('is refused: case %#', async (body, code, param) => {
    const { ask, create } = openGateway();
    const id = await create();
    const refused = await ask('POST', `/${id}/items`, { body });
    expect(refused).toMatchObject({ status: 400, json: { error: { code, param } } });
    expect((await ask('GET', `/${id}/items`)).json.data).toEqual([]);
  });
});

describe('what must be asked for', () => {
  const reasoning = { type: 'reasoning', id: 'r', summary: [], encrypted_content: 'opaque' };
  const { encrypted_content: _, ...bare } = reasoning;

  it('is kept, and shown on each route where it is asked for', async () => {
    const { ask, create } = openGateway();
    const id = await create();
    const add = (query: string, item: object) =>
      ask('POST', `/${id}/items${query}`, { body: { items: [item] } });
    expect((await add('', reasoning)).json.data).toEqual([bare]);
    const other = { ...reasoning, id: 's' };
    expect((await add(`?${everything}`, other)).json.data).toEqual([other]);
    expect((await ask('GET', `/${id}/items/r`)).json).toEqual(bare);
    expect((await ask('GET', `/${id}/items/r?${everything}`)).json).toEqual(reasoning);
    expect((await ask('GET', `/${id}/items?order=asc`)).json.data).toEqual([
      bare,
      { ...bare, id: 's' },
    ]);
    const asked = await ask('GET', `/${id}/items?order=asc&include[]=reasoning.encrypted_content`);
    expect(asked.json.data).toEqual([reasoning, other]);
  });

  it('has a name that is known', async () => {
    const { ask, create } = openGateway();
    const id = await create([reasoning]);
    const error = { code: 'invalid_value', param: 'include[0]' };
    const query = '?include[]=bogus.thing';
    const body = { items: [message('m')] };
    for (const reply of [
      await ask('GET', `/${id}/items${query}`),
      await ask('GET', `/${id}/items/r${query}`),
      await ask('POST', `/${id}/items${query}`, { body }),
    ])
      expect(reply).toMatchObject({ status: 400, json: { error } });
  });
});

describe('one item', () => {
  it('is found under any id that a client may give it', async () => {
    const { ask, create } = openGateway();
    const ids = ['a/b', '../x?y#z', 'a b', 'a%2Fb', "'; drop table items; --", 'x'.repeat(512)];
    const conversation = await create(ids.map((id) => ({ type: 'a', id })));
    for (const id of ids) {
      const found = await ask('GET', `/${conversation}/items/${encodeURIComponent(id)}`);
      expect(found.json).toEqual({ type: 'a', id });
    }
  });

  it('is deleted alone, with the conversation as the answer', async () => {
    const { ask, create } = openGateway();
    const id = await create([message('a'), message('b'), message('c')]);
    // A client may say that it sends JSON and send nothing.
    const deleted = await ask('DELETE', `/${id}/items/b`, { body: '' });
    expect(deleted.status).toBe(200);
    expect(deleted.json).toEqual((await ask('GET', `/${id}`)).json);
    const left = (await ask('GET', `/${id}/items?order=asc`)).json.data;
    expect(left.map((item: { id: string }) => item.id)).toEqual(['a', 'c']);
  });

  it.each(['GET', 'DELETE'])('that is not there is not found: %s', async (method) => {
    const { ask, create } = openGateway();
    const [id, other] = [await create([message('a')]), await create([message('b')])];
    for (const item of ['b', 'x', 'größe', other]) {
      expect(await ask(method, `/${id}/items/${encodeURIComponent(item)}`)).toMatchObject({
        status: 404,
        json: {
          error: { message: `Item with id '${item}' not found in conversation.`, param: null },
        },
      });
    }
    // And nobody holds the conversation.
    expect((await ask('DELETE', `/${id}/items/a`)).status).toBe(200);
  });
});

describe('the list of items', () => {
  const idsOf = (reply: { json: { data: { id: string }[] } }) =>
    reply.json.data.map(({ id }) => id);

  it.each([1, 2, 3, 7, 20, 100])(
    'gives each once in either order, in pages of %i',
    async (limit) => {
      const { ask, create } = openGateway();
      const ids = Array.from({ length: 43 }, (_, at) => `m${at}`);
      const conversation = await create(ids.map((id) => message(id)));
      for (const order of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        for (let query = ''; ; ) {
          const page = await ask(
            'GET',
            `/${conversation}/items?limit=${limit}&order=${order}${query}`,
          );
          seen.push(...idsOf(page));
          expect(page.json).toMatchObject({ first_id: page.json.data[0].id, last_id: seen.at(-1) });
          if (!page.json.has_more) break;
          query = `&after=${page.json.last_id}`;
        }
        expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed());
      }
    },
  );

  it('has twenty, the newest first, where nothing is said', async () => {
    const { ask, create } = openGateway();
    const ids = Array.from({ length: 21 }, (_, at) => `m${at}`);
    const page = await ask('GET', `/${await create(ids.map((id) => message(id)))}/items`);
    expect(idsOf(page)).toEqual(ids.toReversed().slice(0, 20));
    expect(page.json.has_more).toBe(true);
  });

  it('ends before an item, too', async () => {
    const { ask, create } = openGateway();
    const conversation = await create(['a', 'b', 'c', 'd'].map((id) => message(id)));
    const page = await ask('GET', `/${conversation}/items?order=asc&limit=2&before=d`);
    expect([idsOf(page), page.json.has_more]).toEqual([['b', 'c'], true]);
  });

  it.each([
    ['limit=101', 'limit'],
    ['order=', 'order'],
    ['after=x', 'after'],
    ['before=x', 'before'],
    ['after=gr%C3%B6%C3%9Fe', 'after'],
  ])('is refused with %s', async (query, param) => {
    const { ask, create } = openGateway();
    expect(await ask('GET', `/${await create([message('a')])}/items?${query}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_value', param } },
    });
  });

  it('refuses the cursor of another conversation', async () => {
    const { ask, create } = openGateway();
    await create([message('theirs')]);
    const page = await ask('GET', `/${await create([message('a')])}/items?after=theirs`);
    expect(page.json.error.param).toBe('after');
  });
});
