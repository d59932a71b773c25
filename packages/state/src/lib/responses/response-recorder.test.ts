import { createGateway } from '@gw/core';
import { expect, test } from 'vitest';
import { asker } from '../../__fixtures__/ask-gateway.ts';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { createState } from '../create-state.ts';
import { leaseMs } from '../kit/heartbeat.ts';
import { createKeyedStores } from '../kit/tenant-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { Change, StateStore } from '../store/state-store.ts';
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

/** A gateway on a store that fails its writes while `isDown`, and tells what it was asked to write. */
function unsteady() {
  const inner = createMemoryStore();
  const own = { isDown: (_changes: readonly Change[]) => false };
  const written: (readonly Change[])[] = [];
  const store: StateStore = {
    ...inner,
    async write(tenant, changes, guard) {
      if (own.isDown(changes)) throw new Error('down');
      written.push(changes);
      return inner.write(tenant, changes, guard);
    },
  };
  const words = Array.from({ length: 40 }, (_, at) => `${at} `);
  const gateway = createGateway({
    providers: [chatModel({ words })],
    use: [createState({ store, logger: quiet })],
    logger: quiet,
  });
  const { ask } = asker(gateway);
  return { own, written, gateway, words, ask };
}

const isEnd = (changes: readonly Change[]) =>
  changes.some((change) => change.type === 'release' && change.kind === 'response');

test.each([
  ['a stream', { stream: true }],
  ['a background response', { background: true }],
])('the end of %s is written when the store is back', async (_, more) => {
  const { own, words, ask } = unsteady();
  const { id: conversation } = (await (await ask('/conversations', {})).json()) as { id: string };
  let failures = 0;
  own.isDown = (changes) => isEnd(changes) && failures++ < 2;
  const reply = await ask('/responses', { model: 'm', input: 'hi', conversation, ...more });
  const id = /"id":"(resp_[^"]*)"/.exec(await reply.text())?.[1];
  const kept = async () => (await ask(`/responses/${id}`)).json();
  await expect
    .poll(kept, { timeout: 10_000 })
    .toMatchObject({ status: 'completed', output: [{ content: [{ text: words.join('') }] }] });
  expect(failures).toBe(3);
  const items = await (await ask(`/conversations/${conversation}/items`)).text();
  expect(items).toContain('"output_text"');
  const again = { model: 'm', input: 'more', conversation };
  expect((await ask('/responses', again)).status).toBe(200);
});

test('what could not be kept is no answer, where none of it has gone out', async () => {
  const { own, ask } = unsteady();
  own.isDown = () => true;
  const reply = await ask('/responses', { model: 'm', input: 'hi' });
  expect(reply.status).toBe(503);
  expect(await reply.text()).toContain('cannot reach its store');
  own.isDown = () => false;
  expect(await (await ask('/responses')).json()).toMatchObject({ data: [] });
});

test('many events go into several writes', async () => {
  const { own, written, ask } = unsteady();
  const long = 'x'.repeat(400_000);
  own.isDown = (changes) => !isEnd(changes) && changes.some(({ type }) => type === 'append');
  const reply = await ask('/responses', {
    model: 'm',
    input: long,
    instructions: long,
    stream: true,
  });
  own.isDown = () => false;
  const text = await reply.text();
  const id = /"id":"(resp_[^"]*)"/.exec(text)?.[1];
  const appended = written.flatMap((changes) =>
    changes.flatMap((change) => (change.type === 'append' ? [change.events] : [])),
  );
  expect(appended.length).toBeGreaterThan(1);
  for (const events of appended) expect(events.length).toBeLessThan(2 * 1024 * 1024);
  expect(`${appended.join('')}data: [DONE]\n\n`).toBe(text);
  expect(await (await ask(`/responses/${id}?stream=true`)).text()).toBe(text);
});

test('a store that can be read and not written is no store for streams either', async () => {
  const { own, ask } = unsteady();
  const hi = { model: 'm', input: 'hi' };
  own.isDown = () => true;
  expect((await ask('/responses', hi)).status).toBe(503);
  const told = await (await ask('/responses', { ...hi, stream: true })).text();
  expect(told).toContain('cannot reach its store');
  expect(told).not.toContain('response.completed');
  expect((await ask('/responses', { ...hi, store: false })).status).toBe(200);
  own.isDown = () => false;
  const reply = await ask('/responses', { ...hi, stream: true });
  expect(await reply.text()).toContain('response.completed');
  const { data } = (await (await ask('/responses')).json()) as { data: unknown[] };
  expect(data).toHaveLength(1);
});
