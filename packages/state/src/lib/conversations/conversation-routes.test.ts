import { describe, expect, it, test } from 'vitest';
import { openGateway } from './__fixtures__/open-gateway.ts';

const notFound = (id: string) => ({
  error: {
    message: `Conversation with id '${id}' not found.`,
    type: 'invalid_request_error',
    param: null,
    code: 'not_found',
  },
});

describe('making a conversation', () => {
  it.each([
    [undefined],
    [''],
    [{}],
    [{ items: null, metadata: null }],
    [{ items: [], metadata: {} }],
  ])('needs nothing: %j', async (body) => {
    const { ask } = openGateway();
    const made = await ask('POST', '', { body });
    expect(made.status).toBe(200);
    expect(made.json).toEqual({
      id: expect.stringMatching(/^conv_[0-9a-f]{32}$/),
      object: 'conversation',
      created_at: expect.any(Number),
      metadata: {},
    });
    expect(Math.abs(made.json.created_at - Date.now() / 1000)).toBeLessThan(5);
    expect((await ask('GET', `/${made.json.id}`)).json).toEqual(made.json);
  });

  it('keeps its metadata and its items', async () => {
    const { ask } = openGateway();
    const metadata = { topic: 'größe', __proto: 'x' };
    const items = [
      { role: 'user', content: 'Hi' },
      { type: 'function_call_output', id: 'fco_1', call_id: 'c', output: '1' },
    ];
    const { json } = await ask('POST', '', { body: { metadata, items } });
    expect(json.metadata).toEqual(metadata);
    const listed = await ask('GET', `/${json.id}/items?order=asc`);
    expect(listed.json.data).toEqual([
      {
        type: 'message',
        id: expect.stringMatching(/^msg_/),
        role: 'user',
        status: 'completed',
        content: [{ type: 'input_text', text: 'Hi' }],
      },
      { ...items[1], status: 'completed' },
    ]);
  });

  it.each([
    [{ items: 'text' }, 'invalid_type', 'items'],
    [{ items: Array(21).fill({ role: 'user', content: 'x' }) }, 'array_above_max_length', 'items'],
    [
      { items: [{ role: 'user', content: 'x' }, { id: 'a' }] },
      'missing_required_parameter',
      'items[1].type',
    ],
    [
      {
        items: [
          { type: 'a', id: 'x' },
          { type: 'b', id: 'x' },
        ],
      },
      'invalid_value',
      'items[1].id',
    ],
    [
      { items: [{ role: 'user', content: [{ type: 'input_text' }] }] },
      'missing_required_parameter',
      'items[0].content[0].text',
    ],
    [{ metadata: 'text' }, 'invalid_type', 'metadata'],
    [{ metadata: {}, name: 'Ada' }, 'unsupported_parameter', 'name'],
    [{ metadata: { k: 1 } }, 'invalid_type', 'metadata.k'],
    ['{"items":', 'invalid_json', null],
    ['[]', 'invalid_request', null],
    ['{"metadata":{},"metadata":{}}', 'ambiguous_parameter', 'metadata'],
  ])('is refused: case %#', async (body, code, param) => {
    const { ask } = openGateway();
    const refused = await ask('POST', '', { body });
    expect(refused.status).toBe(400);
    expect(refused.json.error).toMatchObject({ code, param, type: 'invalid_request_error' });
    expect((await ask('GET', '')).json.data).toEqual([]);
  });

  it('takes a body of at most so many bytes', async () => {
    const { ask } = openGateway();
    const refused = await ask('POST', '', { body: { metadata: 'x'.repeat(1_000_000) } });
    expect(refused).toMatchObject({ status: 413, json: { error: { code: 'body_too_large' } } });
  });
});

describe('changing a conversation', () => {
  it('replaces its metadata as a whole', async () => {
    const { ask } = openGateway();
    const { json } = await ask('POST', '', { body: { metadata: { a: '1', b: '2' } } });
    const changed = await ask('POST', `/${json.id}`, { body: { metadata: { b: '3' } } });
    expect(changed.json).toEqual({ ...json, metadata: { b: '3' } });
    expect((await ask('GET', `/${json.id}`)).json).toEqual(changed.json);
    const emptied = await ask('POST', `/${json.id}`, { body: { metadata: null } });
    expect(emptied.json).toEqual({ ...json, metadata: {} });
  });

  it.each([[undefined], [{}]])('needs metadata: %j', async (body) => {
    const { ask, create } = openGateway();
    const refused = await ask('POST', `/${await create()}`, { body });
    expect(refused).toMatchObject({
      status: 400,
      json: { error: { code: 'missing_required_parameter', param: 'metadata' } },
    });
  });
});

test.each(['items', 'id', 'Metadata'])('%s cannot be changed', async (member) => {
  const { ask, create } = openGateway();
  const body = { [member]: [] };
  expect(await ask('POST', `/${await create()}`, { body })).toMatchObject({
    status: 400,
    json: {
      error: {
        message: `Unknown parameter: '${member}'. Expected metadata.`,
        code: 'unsupported_parameter',
        param: member,
      },
    },
  });
});

describe('deleting a conversation', () => {
  it('takes its items along', async () => {
    const { ask, create, stores } = openGateway();
    const id = await create([{ type: 'a', id: 'x' }]);
    const deleted = await ask('DELETE', `/${id}`);
    expect(deleted).toMatchObject({
      status: 200,
      json: { id, object: 'conversation.deleted', deleted: true },
    });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/items'],
      ['GET', '/items/x'],
      ['DELETE', '/items/x'],
    ] as const)
      expect(await ask(method, `/${id}${path}`)).toMatchObject({ status: 404, json: notFound(id) });
    expect(await stores('default').find('conversation_item', 'x')).toBeUndefined();
  });

  it('leaves all others as they are', async () => {
    const { ask, create } = openGateway();
    const [gone, kept] = [
      await create([{ type: 'a', id: 'x' }]),
      await create([{ type: 'a', id: 'x' }]),
    ];
    await ask('DELETE', `/${gone}`);
    expect((await ask('GET', `/${kept}/items`)).json.data).toEqual([{ type: 'a', id: 'x' }]);
  });

  it('is not asked for by an item that is called like it', async () => {
    const { ask, create } = openGateway();
    const victim = await create([{ type: 'a', id: 'x' }]);
    const id = await create([{ type: 'a', id: victim }]);
    const [item] = (await ask('GET', `/${id}/items`)).json.data;
    expect(item.id).not.toBe(victim);
    await ask('DELETE', `/${id}/items/${item.id}`);
    await ask('DELETE', `/${id}/items/${victim}`);
    await ask('DELETE', `/${id}`);
    expect((await ask('GET', `/${victim}/items`)).json.data).toHaveLength(1);
  });
});

describe('a conversation that is not there', () => {
  it.each([
    'conv_0',
    'x',
    'gr%C3%B6%C3%9Fe',
    '%00',
    '..%2F..%2Fx%3Fy',
    'x'.repeat(2000),
    '%F0%9F%99%82',
  ])('is not found: %s', async (id) => {
    const { ask } = openGateway();
    const body = { metadata: {} };
    for (const reply of [
      await ask('GET', `/${id}`),
      await ask('POST', `/${id}`, { body }),
      await ask('DELETE', `/${id}`),
      await ask('GET', `/${id}/items`),
      await ask('POST', `/${id}/items`, { body: { items: [{ type: 'a' }] } }),
      await ask('GET', `/${id}/items/x`),
      await ask('DELETE', `/${id}/items/x`),
    ])
      expect(reply).toMatchObject({ status: 404, json: notFound(decodeURIComponent(id)) });
  });
});

describe('the list of conversations', () => {
  it('begins with the newest, and goes both ways', async () => {
    const { ask, create } = openGateway();
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push(await create());
    const list = async (query: string) => (await ask('GET', `?${query}`)).json;
    const all = await list('');
    expect(all.data.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed());
    expect(all).toMatchObject({
      object: 'list',
      first_id: ids[4],
      last_id: ids[0],
      has_more: false,
    });
    expect(all.data[0]).toEqual((await ask('GET', `/${ids[4]}`)).json);
    expect(await list(`limit=2&order=asc&after=${ids[0]}`)).toMatchObject({
      first_id: ids[1],
      last_id: ids[2],
      has_more: true,
    });
    expect(await list(`limit=2&order=asc&before=${ids[2]}`)).toMatchObject({
      first_id: ids[0],
      last_id: ids[1],
      has_more: false,
    });
  });

  it('is empty at first', async () => {
    const { ask } = openGateway();
    expect((await ask('GET', '')).json).toEqual({
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    });
  });

  it.each([
    ['limit=0', 'limit'],
    ['order=up', 'order'],
    ['after=conv_0', 'after'],
    ['before=conv_0', 'before'],
    ['after=a&before=b', 'after'],
  ])('is refused with %s', async (query, param) => {
    const { ask } = openGateway();
    expect(await ask('GET', `?${query}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_value', param } },
    });
  });
});

describe('a store that fails', () => {
  it('is told on every route', async () => {
    const { ask, create, store } = openGateway();
    const id = await create([{ type: 'a', id: 'x' }]);
    await store.close();
    const items = [{ type: 'a' }];
    const metadata = {};
    for (const reply of [
      await ask('POST', '', { body: { items, metadata } }),
      await ask('GET', ''),
      await ask('GET', `/${id}`),
      await ask('POST', `/${id}`, { body: { metadata } }),
      await ask('DELETE', `/${id}`),
      await ask('POST', `/${id}/items`, { body: { items } }),
      await ask('GET', `/${id}/items`),
      await ask('GET', `/${id}/items/x`),
      await ask('DELETE', `/${id}/items/x`),
    ]) {
      expect(reply).toMatchObject({ status: 503, json: { error: { code: 'unavailable' } } });
      expect(reply.text).not.toContain('memory store');
    }
  });
});
