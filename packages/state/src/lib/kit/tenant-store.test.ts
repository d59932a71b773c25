import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../store/memory-store.ts';
import type { StateStore } from '../store/state-store.ts';
import { minPieceLength } from './pieces.ts';
import { createTenantStores, type TenantStore } from './tenant-store.ts';

const image = 'iVBORw0KGgo'.repeat(minPieceLength / 8);
const insert = (id: string, value: unknown, owner = '') =>
  ({ type: 'insert', kind: 'thing', owner, id, createdAt: 1000, value }) as const;

async function open(tenant = 'acme') {
  const store = createMemoryStore();
  await store.start();
  return { store, things: createTenantStores(store)(tenant) };
}

/** A store of which some methods do something else. */
const changed = (store: StateStore, changes: Partial<StateStore>): StateStore => ({
  ...store,
  ...changes,
});

describe('one tenant’s store', () => {
  it('gives back a text as it was written, and what it says', async () => {
    const { things } = await open();
    const text = '{ "n": 12345678901234567890 }';
    await things.write([
      { type: 'insert', kind: 'thing', owner: 'o', id: 'a', createdAt: 7, text, label: 'l' },
    ]);
    const held = await things.get('thing', 'a', 'o');
    expect(held).toMatchObject({
      kind: 'thing',
      owner: 'o',
      id: 'a',
      text,
      createdAt: 7,
      label: 'l',
      version: 1,
      epoch: 0,
      holder: undefined,
    });
    expect(held?.value).toEqual(JSON.parse(text));
    expect(await things.find('thing', 'a')).toMatchObject({ text, owner: 'o' });
    expect(await things.get('thing', 'a')).toBeUndefined();
  });

  it('keeps large strings by themselves, once, and puts them back everywhere', async () => {
    const { store, things } = await open();
    await things.write([insert('a', { image, n: 1 }), insert('b', [image, image])]);
    const raw = await store.get({ tenant: 'acme', kind: 'thing', owner: '', id: 'a' });
    expect(raw?.body).toBe('{"image":"","n":1}');
    expect((await things.get('thing', 'a'))?.value).toEqual({ image, n: 1 });
    expect((await things.find('thing', 'b'))?.value).toEqual([image, image]);
    const page = await things.list('thing', { limit: 5, order: 'asc' });
    expect(page?.held.map(({ value }) => value)).toEqual([{ image, n: 1 }, [image, image]]);
  });

  it('changes large strings with an update', async () => {
    const { things } = await open();
    await things.write([insert('a', { image })]);
    const other = image.replaceAll('i', 'j');
    expect(await things.write([{ ...insert('a', { other, image }), type: 'update' }])).toBe(true);
    expect((await things.get('thing', 'a'))?.value).toEqual({ other, image });
    expect(await things.write([{ ...insert('a', 1), type: 'update' }])).toBe(true);
    expect((await things.get('thing', 'a'))?.value).toBe(1);
  });

  it('keeps what UTF-8 cannot say', async () => {
    const { things } = await open();
    const text = `{"a":"\ud83d","b":"\ud83d\ude42"}`;
    await things.write([{ type: 'insert', kind: 'thing', owner: '', id: 'a', createdAt: 1, text }]);
    const held = await things.get('thing', 'a');
    expect(held?.text).toBe('{"a":"\\ud83d","b":"🙂"}');
    expect(held?.value).toEqual(JSON.parse(text));
  });

  it('reads a record again whose pieces were changed meanwhile', async () => {
    const { store, things } = await open();
    await things.write([insert('a', { image })]);
    let reads = 0;
    const racing = changed(store, {
      async readPiece(tenant, hash) {
        if (reads++ === 0) await things.write([{ ...insert('a', { image: 2 }), type: 'update' }]);
        return store.readPiece(tenant, hash);
      },
    });
    const raced = createTenantStores(racing)('acme');
    expect((await raced.get('thing', 'a'))?.value).toEqual({ image: 2 });
  });

  it('lists without what was deleted meanwhile', async () => {
    const { store, things } = await open();
    await things.write([insert('a', { image }), insert('b', 1)]);
    const racing = changed(store, {
      async readPiece(tenant, hash) {
        await things.write([{ type: 'delete', kind: 'thing', owner: '', id: 'a' }]);
        return store.readPiece(tenant, hash);
      },
    });
    const page = await createTenantStores(racing)('acme').list('thing', { limit: 2, order: 'asc' });
    expect(page?.held.map(({ id }) => id)).toEqual(['b']);
  });

  it('says so when a store has lost a piece', async () => {
    const { store, things } = await open();
    await things.write([insert('a', { image })]);
    const lossy = changed(store, { readPiece: async () => undefined });
    await expect(createTenantStores(lossy)('acme').get('thing', 'a')).rejects.toThrow(
      'The store has lost a piece of thing a.',
    );
  });
});

describe('pages', () => {
  const ids = async (things: TenantStore, query: Parameters<TenantStore['list']>[1]) => {
    const page = await things.list('thing', query);
    return page && [page.held.map(({ id }) => id).join(''), page.hasMore];
  };
  const openFive = async () => {
    const { things } = await open();
    await things.write(['a', 'b', 'c', 'd', 'e'].map((id) => insert(id, id, 'o')));
    return things;
  };

  it.each([
    [{ limit: 2, order: 'asc' }, ['ab', true]],
    [{ limit: 5, order: 'asc' }, ['abcde', false]],
    [{ limit: 2, order: 'desc' }, ['ed', true]],
    [{ limit: 2, order: 'asc', after: 'c' }, ['de', false]],
    [{ limit: 2, order: 'desc', after: 'd' }, ['cb', true]],
    [{ limit: 2, order: 'asc', before: 'd' }, ['bc', true]],
    [{ limit: 3, order: 'asc', before: 'd' }, ['abc', false]],
    [{ limit: 1, order: 'desc', before: 'c' }, ['d', true]],
    [{ limit: 1, order: 'asc', after: 'e' }, ['', false]],
    [{ limit: 1, order: 'asc', after: 'x' }, undefined],
    [{ limit: 1, order: 'asc', before: 'x' }, undefined],
    [{ limit: 1, order: 'asc', after: 'é' }, undefined],
  ] as const)('%j → %j', async (query, page) => {
    expect(await ids(await openFive(), { ...query, owner: 'o' })).toEqual(page);
  });

  it('of a collection that cannot be are empty', async () => {
    const things = await openFive();
    expect(await ids(things, { limit: 2, order: 'asc', owner: 'é' })).toEqual(['', false]);
    expect(await ids(things, { limit: 2, order: 'asc', owner: 'é', after: 'a' })).toBeUndefined();
  });

  it('are narrowed by any label', async () => {
    const { things } = await open();
    const labels = ['gpt', '模型', 'x'.repeat(600), '模型'];
    await things.write(labels.map((label, at) => ({ ...insert(`${at}`, at), label })));
    const find = (label: string) => ids(things, { limit: 9, order: 'asc', label });
    expect(await find('模型')).toEqual(['13', false]);
    expect(await find('x'.repeat(600))).toEqual(['2', false]);
    expect(await find('gpt')).toEqual(['0', false]);
    expect(await find('none')).toEqual(['', false]);
  });
});

describe('ids that no record can have', () => {
  const hostile = ['', 'é', 'a\u0000b', '\ud800', 'x'.repeat(513), 'a\nb'];

  it.each(hostile)('are not there, and no store is asked for %j', async (id) => {
    const store = new Proxy({} as StateStore, {
      get: (_, name) => () => {
        throw new Error(`asked: ${String(name)}`);
      },
    });
    const things = createTenantStores(store)('acme');
    expect(await things.get('thing', id)).toBeUndefined();
    expect(await things.find('thing', id)).toBeUndefined();
    expect(await things.acquire('thing', id, 'me', 1000)).toBeUndefined();
    expect(await things.renew('thing', id, 1, 1000)).toBe(false);
    expect(await things.readEvents(id, -1, 10)).toEqual([]);
    expect(await things.write([{ ...insert(id, 1), type: 'update' }])).toBe(false);
    expect(await things.write([], { kind: 'thing', owner: '', id, epoch: 0 })).toBe(false);
    things.subscribe(id, () => {})();
  });

  it('cannot be deleted, which is no failure, and are never made', async () => {
    const { things } = await open();
    expect(await things.write([{ type: 'delete', kind: 'thing', owner: '', id: 'é' }])).toBe(true);
    await expect(things.write([insert('é', 1)])).rejects.toThrow('an id that no store can keep');
  });
});

describe('tenants', () => {
  it('do not see each other, whatever they are called', async () => {
    const { store } = await open();
    const names = ['a', 'é', '', '\ud800', '\ud801', 'x'.repeat(300), 'a\u0000'];
    const stores = names.map(createTenantStores(store));
    for (const [at, things] of stores.entries())
      expect(await things.write([insert('id', at)])).toBe(true);
    for (const [at, things] of stores.entries()) {
      expect(things.tenant).toBe(names[at]);
      expect((await things.get('thing', 'id'))?.value).toBe(at);
    }
  });

  it.each(['plain', 'größe'])('hear of their own writes: %s', async (tenant) => {
    const { store } = await open();
    const [things, others] = [
      createTenantStores(store)(tenant),
      createTenantStores(store)('other'),
    ];
    let told = 0;
    const end = things.subscribe('a', () => told++);
    await expect.poll(() => told).toBe(tenant === 'plain' ? 0 : 1);
    const before = told;
    await others.write([insert('a', 1)]);
    await things.write([insert('a', 1)]);
    await expect.poll(() => told).toBe(before + 1);
    end();
    await things.write([{ ...insert('a', 2), type: 'update' }]);
    expect(told).toBe(before + 1);
  });

  it('may end a subscription before it has begun', async () => {
    const { store } = await open();
    const things = createTenantStores(store)('größe');
    let told = 0;
    things.subscribe('a', () => told++)();
    await things.write([insert('a', 1)]);
    expect(told).toBe(0);
  });
});

describe('leases and events', () => {
  it('go through to the store', async () => {
    const { things } = await open('größe');
    await things.write([
      insert('a', 1),
      { type: 'append', log: 'a', first: 0, last: 1, events: 'x' },
    ]);
    expect(await things.readEvents('a', -1, 10)).toEqual([{ first: 0, last: 1, events: 'x' }]);
    const epoch = await things.acquire('thing', 'a', 'me', 1000);
    expect(epoch).toBe(1);
    expect(await things.acquire('thing', 'a', 'you', 1000)).toBeUndefined();
    expect(await things.renew('thing', 'a', 1, 1000)).toBe(true);
    expect(await things.renew('thing', 'a', 2, 1000)).toBe(false);
    expect((await things.get('thing', 'a'))?.holder).toBe('me');
    const update = { ...insert('a', 2), type: 'update' } as const;
    const guard = { kind: 'thing', owner: '', id: 'a' };
    expect(await things.write([update], { ...guard, epoch: 0 })).toBe(false);
    const release = { type: 'release', ...guard, epoch: 1 } as const;
    expect(await things.write([update, release], { ...guard, epoch: 1 })).toBe(true);
    expect(await things.get('thing', 'a')).toMatchObject({ value: 2, holder: undefined });
  });
});

describe('a store that fails', () => {
  it('is told as one, on every call', async () => {
    const { store, things } = await open();
    await store.close();
    const calls = [
      things.get('thing', 'a'),
      things.find('thing', 'a'),
      things.list('thing', { limit: 1, order: 'asc' }),
      things.write([insert('a', 1)]),
      things.acquire('thing', 'a', 'me', 1),
      things.renew('thing', 'a', 1, 1),
      things.readEvents('a', 0, 1),
    ];
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'unavailable',
        status: 503,
        message: expect.stringContaining('"store": false'),
        cause: expect.any(Error),
      });
    }
  });
});
