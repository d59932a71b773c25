import { createGateway } from '@gw/core';
import { expect, test } from 'vitest';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { createState } from '../create-state.ts';
import { createKeyedStores } from '../kit/tenant-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { StateStore } from '../store/state-store.ts';
import { leaseMs } from './lease.ts';
import { sweep } from './sweep.ts';

const quiet = { warn() {}, error() {} };

/** A stream whose words wait, on a store with some methods of its own. */
function stream(change: (store: StateStore) => Partial<StateStore>) {
  const inner = createMemoryStore();
  const model = chatModel({ words: ['a', 'b', 'c', 'd'], waits: true });
  const store = { ...inner, ...change(inner) };
  const gateway = createGateway({
    providers: [model],
    use: [createState({ store, logger: quiet })],
    logger: quiet,
  });
  const reply = gateway.fetch(
    new Request('http://gw/v1/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', input: 'hi', stream: true }),
    }),
  );
  return { inner, model, gateway, reply };
}

const flushed = () => new Promise((resolve) => setTimeout(resolve, 300));

test('one that was begun by a process that died before it held it has failed', async () => {
  // The process dies between the write of the record and the taking of it.
  const { inner, reply } = stream(() => ({ acquire: () => new Promise(() => {}) }));
  void (await reply).body?.getReader().read();
  await flushed();
  const later = {
    ...inner,
    listOlder: (kind: string, at: number, limit: number) =>
      inner.listOlder(kind, at + 2 * leaseMs, limit),
  };
  await sweep({
    store: later,
    storeOf: createKeyedStores(inner),
    holder: 'other',
    replayMs: 60_000,
    retentionMs: undefined,
    log: quiet,
  });
  const [record] = await inner.listOlder('response', Number.MAX_SAFE_INTEGER, 10);
  expect(JSON.parse(record?.body ?? '')).toMatchObject({
    response: { status: 'failed' },
    endedAt: expect.any(Number),
  });
});

test.each([1, 2])(
  'write %i is done though its answer is lost: no gap, no twin, and an end',
  async (lost) => {
    let count = 0;
    const { inner, model, reply } = stream((own) => ({
      async write(...args) {
        const at = ++count;
        const isDone = await own.write(...args);
        if (at === lost) throw new Error('Connection terminated unexpectedly');
        return isDone;
      },
    }));
    const text = (await reply).text();
    for (let word = 0; word < 4; word++) {
      await flushed();
      model.step();
    }
    const id = /resp_[0-9a-f]{32}/.exec(await text)?.[0] ?? '';
    const batches = await inner.readEvents('default', id, -1, 100);
    const numbers = batches.flatMap(({ events }) =>
      [...events.matchAll(/"sequence_number":(\d+)/g)].map(([, n]) => Number(n)),
    );
    expect(numbers).toEqual([...numbers.keys()]);
    const [record] = await inner.listOlder('response', Number.MAX_SAFE_INTEGER, 10);
    expect(JSON.parse(record?.body ?? '').response.status).toBe('completed');
  },
);
