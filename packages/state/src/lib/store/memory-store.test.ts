import { describe, expect, it } from 'vitest';
import { storeSuite } from './conformance/store-suite.ts';
import { createMemoryStore } from './memory-store.ts';

describe('the memory store is a store', () => {
  const suite = storeSuite({
    async open() {
      return { store: createMemoryStore(), stop: async () => undefined };
    },
  });
  for (const { title, run } of suite) it(title, run);
});

describe('the memory store', () => {
  const note = { kind: 'note', owner: '', createdAt: 0, body: '{}' };
  const insert = (id: string) => ({ ...note, type: 'insert', id }) as const;

  it('tells a listener nothing that ended just before it was told', async () => {
    const store = createMemoryStore();
    const told: string[] = [];
    const ends = ['first', 'second'].map((name) =>
      store.subscribe('acme', 'a', () => {
        told.push(name);
        for (const end of ends) end();
      }),
    );
    await store.write('acme', [insert('a')]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(told).toEqual(['first']);
  });

  it('says what is closed', async () => {
    const store = createMemoryStore();
    await store.close();
    await expect(store.find('acme', 'note', 'a')).rejects.toThrow('The memory store is closed.');
    await expect(store.work('runs', 1, async () => undefined)).rejects.toThrow('closed');
  });

  it('names a piece that is missing', async () => {
    const store = createMemoryStore();
    const change = { ...insert('a'), pieces: [{ at: 0, hash: 'f00' }] };
    await expect(store.write('acme', [change])).rejects.toThrow('no piece f00');
  });

  it('takes 100,000 records, the oldest first out, in any order of age', async () => {
    const store = createMemoryStore();
    for (let start = 0; start < 100_000; start += 1_000) {
      const ages = Array.from({ length: 1_000 }, (_, index) => 100_000 - start - index);
      const changes = ages.map((age) => ({ ...insert(`r${age}`), createdAt: age }));
      await store.write('acme', changes);
    }
    let swept = 0;
    for (;;) {
      const old = await store.listOlder('note', 100_001, 1_000);
      if (old.length === 0) break;
      expect(old[0]?.createdAt).toBe(swept + 1);
      await store.write(
        'acme',
        old.map(({ kind, owner, id }) => ({ type: 'delete', kind, owner, id }) as const),
      );
      swept += old.length;
    }
    expect(swept).toBe(100_000);
  });
});
