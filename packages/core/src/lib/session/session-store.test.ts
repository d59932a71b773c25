import { describe, expect, test } from 'vitest';
import { createMemoryResponseStore } from '../responses/memory-response-store.ts';
import type { StoredResponse } from '../responses/response-store.ts';
import { createSessionStore } from './session-store.ts';

const response = (id: string, itemId = `msg_${id}`): StoredResponse => ({
  id,
  items: [{ type: 'message', role: 'assistant', id: itemId, content: id }],
});

function openStores() {
  const shared = createMemoryResponseStore();
  return { shared, first: createSessionStore(shared), second: createSessionStore(shared) };
}

describe('the responses of a connection', () => {
  test('that are not stored are known to it alone', async () => {
    const { shared, first, second } = openStores();
    first.setLocal('t', response('a'));
    expect(await first.get('t', 'a')).toEqual(response('a'));
    expect(await first.getItem('t', 'msg_a')).toEqual(response('a').items[0]);
    for (const store of [shared, second]) {
      expect(await store.get('t', 'a')).toBeUndefined();
      expect(await store.getItem('t', 'msg_a')).toBeUndefined();
    }
  });

  test('that are stored are known to everybody, also after later ones', async () => {
    const { shared, first, second } = openStores();
    await first.set('t', response('a'));
    first.setLocal('t', response('b'));
    for (const store of [shared, first, second]) {
      expect(await store.get('t', 'a')).toEqual(response('a'));
      expect(await store.getItem('t', 'msg_a')).toEqual(response('a').items[0]);
    }
  });

  test('are held in its own memory, which the shared store may have given up', async () => {
    const { shared, first } = openStores();
    await first.set('t', response('a'));
    await shared.delete('t', 'a');
    expect(await first.get('t', 'a')).toEqual(response('a'));
  });

  test('are held one at a time: the last one', async () => {
    const { first } = openStores();
    first.setLocal('t', response('a'));
    first.setLocal('t', response('b'));
    expect(await first.get('t', 'a')).toBeUndefined();
    expect(await first.get('t', 'b')).toEqual(response('b'));
  });

  test('are not there for another tenant', async () => {
    const { first } = openStores();
    first.setLocal('t', response('a'));
    expect(await first.get('u', 'a')).toBeUndefined();
    expect(await first.getItem('u', 'msg_a')).toBeUndefined();
    await first.delete('u', 'a');
    expect(await first.get('t', 'a')).toEqual(response('a'));
  });

  test('are gone once deleted', async () => {
    const { shared, first } = openStores();
    await first.set('t', response('a'));
    await first.delete('t', 'a');
    expect(await first.get('t', 'a')).toBeUndefined();
    expect(await shared.get('t', 'a')).toBeUndefined();
  });

  test('are evicted by id, stored ones from this memory only', async () => {
    const { first } = openStores();
    first.setLocal('t', response('a'));
    first.evict('another');
    expect(await first.get('t', 'a')).toEqual(response('a'));
    first.evict('a');
    expect(await first.get('t', 'a')).toBeUndefined();
    await first.set('t', response('b'));
    first.evict('b');
    expect(await first.get('t', 'b')).toEqual(response('b'));
  });

  test('a reference to an item is not that item', async () => {
    const { first } = openStores();
    first.setLocal('t', { id: 'a', items: [{ type: 'item_reference', id: 'msg_1' }] });
    expect(await first.getItem('t', 'msg_1')).toBeUndefined();
  });
});
