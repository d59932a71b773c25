import type { ResponsesInputItem } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { forSeeds } from '../../__fixtures__/seeded.ts';
import { createMemoryResponseStore } from './memory-response-store.ts';

const message = (id: string, content = 'hi'): ResponsesInputItem => ({
  type: 'message',
  role: 'user',
  id,
  content,
});

const responseOf = (id: string, ...items: ResponsesInputItem[]) => ({ id, items });

describe('a store in memory', () => {
  test('gives back what it was given, the very same items', async () => {
    const store = createMemoryResponseStore();
    const response = responseOf('resp_1', message('msg_1'), {
      type: 'message',
      role: 'user',
      content: 'x',
    });
    await store.set('a', response);
    expect(await store.get('a', 'resp_1')).toBe(response);
    expect(await store.getItem('a', 'msg_1')).toBe(response.items[0]);
    expect(await store.get('a', 'resp_2')).toBeUndefined();
    expect(await store.getItem('a', 'msg_2')).toBeUndefined();
  });

  test('has nothing of one tenant for another, however their names are made', async () => {
    const store = createMemoryResponseStore();
    await store.set('a', responseOf('b","c', message('b","c')));
    for (const [tenant, id] of [
      ['b', 'b","c'],
      ['a","b', 'c'],
      ['A', 'b","c'],
    ] as const) {
      expect(await store.get(tenant, id)).toBeUndefined();
      expect(await store.getItem(tenant, id)).toBeUndefined();
      await store.delete(tenant, id);
    }
    expect(await store.get('a', 'b","c')).toBeDefined();
  });

  test('forgets what is deleted, and its items unless another response has them', async () => {
    const store = createMemoryResponseStore();
    const shared = message('msg_1');
    await store.set('a', responseOf('resp_1', shared));
    await store.set('a', responseOf('resp_2', shared, message('msg_2')));
    await store.delete('a', 'resp_2');
    expect(await store.get('a', 'resp_2')).toBeUndefined();
    expect(await store.getItem('a', 'msg_2')).toBeUndefined();
    expect(await store.getItem('a', 'msg_1')).toBe(shared);
    await store.delete('a', 'resp_1');
    expect(await store.getItem('a', 'msg_1')).toBeUndefined();
  });

  test('has the newest of two items with one id', async () => {
    const store = createMemoryResponseStore();
    await store.set('a', responseOf('resp_1', message('msg_1', 'old')));
    await store.set('a', responseOf('resp_2', message('msg_1', 'mid'), message('msg_1', 'new')));
    expect(await store.getItem('a', 'msg_1')).toEqual(message('msg_1', 'new'));
    await store.delete('a', 'resp_2');
    await store.delete('a', 'resp_1');
    expect(await store.getItem('a', 'msg_1')).toBeUndefined();
  });

  test('replaces a response that is set again', async () => {
    const store = createMemoryResponseStore();
    await store.set('a', responseOf('resp_1', message('msg_1')));
    await store.set('a', responseOf('resp_1', message('msg_2')));
    expect(await store.get('a', 'resp_1')).toEqual(responseOf('resp_1', message('msg_2')));
    expect(await store.getItem('a', 'msg_1')).toBeUndefined();
  });

  test('takes items that upstreams should not have sent', async () => {
    const store = createMemoryResponseStore();
    const items = [null, 7, { type: 'x', id: 5 }] as unknown as ResponsesInputItem[];
    await store.set('a', { id: 'resp_1', items });
    expect(await store.get('a', 'resp_1')).toEqual({ id: 'resp_1', items });
    await store.delete('a', 'resp_1');
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    await store.set('a', { id: 'resp_2', items: [{ type: 'x', deep } as never] });
    expect(await store.get('a', 'resp_2')).toBeUndefined();
  });
});

describe('the bounds of a store in memory', () => {
  const kept = async (store: ReturnType<typeof createMemoryResponseStore>, ids: string[]) => {
    const found: string[] = [];
    // Looking at them uses them, all in the order in which they stand already.
    for (const id of ids) if (await store.get('a', id)) found.push(id);
    return found;
  };

  test('let the least recently used go first', async () => {
    const store = createMemoryResponseStore({ maxResponses: 3 });
    for (const id of ['1', '2', '3']) await store.set('a', responseOf(id, message(`msg_${id}`)));
    await store.get('a', '1');
    await store.getItem('a', 'msg_2');
    await store.set('a', responseOf('4', message('msg_4')));
    expect(await kept(store, ['1', '2', '3', '4'])).toEqual(['1', '2', '4']);
    expect(await store.getItem('a', 'msg_3')).toBeUndefined();
  });

  test('count bytes, each response with its whole context', async () => {
    const store = createMemoryResponseStore({ maxBytes: 10_000 });
    const shared = message('msg_1', 'x'.repeat(4000));
    await store.set('a', responseOf('1', shared));
    await store.set('a', responseOf('2', shared));
    expect(await kept(store, ['1', '2'])).toEqual(['1', '2']);
    await store.set('a', responseOf('3', shared));
    expect(await kept(store, ['1', '2', '3'])).toEqual(['2', '3']);
  });

  test('count bytes and not characters', async () => {
    const store = createMemoryResponseStore({ maxBytes: 10_000 });
    await store.set('a', responseOf('1', message('msg_1', '語'.repeat(4000))));
    expect(await store.get('a', '1')).toBeUndefined();
  });

  test('do not let a response in that is larger than all, and no older one stands in for it', async () => {
    const store = createMemoryResponseStore({ maxBytes: 10_000 });
    await store.set('a', responseOf('1', message('msg_1')));
    await store.set('a', responseOf('2', message('msg_2')));
    await store.set('a', responseOf('2', message('msg_3', 'x'.repeat(10_000))));
    expect(await kept(store, ['1', '2'])).toEqual(['1']);
    expect(await store.getItem('a', 'msg_3')).toBeUndefined();
  });

  test('give all room back when everything is deleted', async () => {
    await forSeeds(20, async (seeded) => {
      const store = createMemoryResponseStore({ maxBytes: 20_000, maxResponses: 8 });
      const ids = Array.from({ length: 12 }, (_, at) => `${at}`);
      for (let step = 0; step < 200; step++) {
        const id = seeded.pick(ids);
        const items = [
          message(seeded.pick(ids)),
          message(seeded.pick(ids), 'x'.repeat(seeded.below(3000))),
        ];
        if (seeded.chance(0.8)) await store.set('a', responseOf(id, ...items));
        else await store.delete('a', id);
      }
      for (const id of ids) await store.delete('a', id);
      for (const id of ids) expect(await store.getItem('a', id)).toBeUndefined();
      await store.set('a', responseOf('whole', message('msg', 'x'.repeat(19_500))));
      await store.set('a', responseOf('small', message('msg')));
      expect(await store.get('a', 'small')).toBeDefined();
    });
  });
});
