import { createGateway } from '@gw/core';
import { describe, expect, test } from 'vitest';
import { asker } from '../../__fixtures__/ask-gateway.ts';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { saysNatively, scriptedModel } from '../../__fixtures__/scripted-model.ts';
import { createState } from '../create-state.ts';
import { leaseMs } from '../kit/heartbeat.ts';
import { createKeyedStores } from '../kit/tenant-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { Change, RecordKey, StateStore } from '../store/state-store.ts';
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

/** What another process finds when a hold would be over for long. */
async function sweepLater(inner: StateStore): Promise<void> {
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
}

/** The only response there is; nothing before it is there. */
async function onlyRecord(inner: StateStore) {
  const [record] = await inner.listOlder('response', Number.MAX_SAFE_INTEGER, 10);
  return record && { ...record, value: JSON.parse(record.body) };
}

const failed = { response: { status: 'failed' }, endedAt: expect.any(Number) };

test('one that was begun by a process that died before it held it has failed', async () => {
  // The process dies between the write of the record and the taking of it.
  const { inner, reply } = stream(() => ({ acquire: () => new Promise(() => {}) }));
  void (await reply).body?.getReader().read();
  await flushed();
  await sweepLater(inner);
  expect((await onlyRecord(inner))?.value).toMatchObject(failed);
});

/** A stream that has begun on a store that hands out no holds until `isUp`. */
async function unheld() {
  const own = { isUp: false };
  const begun = stream((inner) => ({
    async acquire(...args) {
      if (!own.isUp) throw new Error('connect ECONNREFUSED');
      return inner.acquire(...args);
    },
  }));
  const text = (await begun.reply).text();
  await expect.poll(() => onlyRecord(begun.inner)).toBeDefined();
  return { ...begun, own, text };
}

test('one that was ended while it could not be held stays ended, and who reads it is told', async () => {
  const { own, inner, model, text } = await unheld();
  await sweepLater(inner);
  const ended = await onlyRecord(inner);
  expect(ended?.value).toMatchObject(failed);
  own.isUp = true;
  model.step();
  const told = await text;
  expect(told).toContain('"code":"unavailable"');
  expect(told).not.toContain('response.completed');
  await expect.poll(async () => (await onlyRecord(inner))?.holder).toBeUndefined();
  expect((await onlyRecord(inner))?.body).toBe(ended?.body);
});

test('one that could not be held is held as soon as it can be, also while it says nothing', async () => {
  const { own, inner, model, text } = await unheld();
  await flushed();
  own.isUp = true;
  const isHeld = async () => (await onlyRecord(inner))?.holder !== undefined;
  await expect.poll(isHeld, { timeout: 10_000 }).toBe(true);
  await sweepLater(inner);
  for (let word = 0; word < 4; word++) {
    model.step();
    await flushed();
  }
  expect(await text).toContain('response.completed');
  const record = await onlyRecord(inner);
  expect(record?.value).toMatchObject({ response: { status: 'completed' } });
  expect(record?.holder).toBeUndefined();
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

test('an end whose answer is lost is written once, and nobody is told that it was not', async () => {
  const inner = createMemoryStore();
  let isLost = false;
  const letGo = Promise.withResolvers<void>();
  const store: StateStore = {
    ...inner,
    async write(tenant, changes, guard) {
      const isDone = await inner.write(tenant, changes, guard);
      const [first] = changes;
      // A turn lets go of its conversation once its end is written, or was given up.
      if (first?.type === 'release' && first.kind === 'conversation') letGo.resolve();
      if (isLost || !isEnd(changes)) return isDone;
      isLost = true;
      throw new Error('Connection terminated unexpectedly');
    },
  };
  const told: string[] = [];
  const logger = { ...quiet, error: (message: string) => void told.push(message) };
  const gateway = createGateway({
    providers: [chatModel()],
    use: [createState({ store, logger })],
    logger: quiet,
  });
  const { ask, json } = asker(gateway);
  const { id: conversation } = await json('/conversations', {});
  const asked = { model: 'm', input: 'hi', conversation, stream: true };
  const text = await (await ask('/responses', asked)).text();
  await letGo.promise;
  expect(isLost).toBe(true);
  expect(told).toEqual([]);
  const id = /"id":"(resp_[^"]*)"/.exec(text)?.[1];
  expect(await (await ask(`/responses/${id}?stream=true`)).text()).toBe(text);
  expect((await json(`/conversations/${conversation}/items`)).data).toHaveLength(2);
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

test('what a write that failed had taken is not lost behind an end that has room for the rest', async () => {
  const { own, ask } = unsteady();
  let writes = 0;
  own.isDown = () => writes++ === 0;
  const instructions = 'x'.repeat(400_000);
  const reply = await ask('/responses', { model: 'm', input: 'hi', instructions, stream: true });
  const text = await reply.text();
  const id = /"id":"(resp_[^"]*)"/.exec(text)?.[1];
  expect(await (await ask(`/responses/${id}?stream=true`)).text()).toBe(text);
});

test('an upstream without numbers, or whose numbers go back, breaks off: its log is what was sent', async () => {
  const whole = saysNatively(['created', 'in_progress'], 'Hel', 'lo');
  for (const numberOf of [() => undefined, (at: number) => 40 - at]) {
    const model = scriptedModel('responses', async function* (signal) {
      let at = 0;
      for await (const { sequence_number: _, ...event } of whole(signal)) {
        if (event.type === 'response.output_text.done') throw new Error('socket hang up');
        await flushed();
        const number = numberOf(at++);
        yield number === undefined ? event : { ...event, sequence_number: number };
      }
    });
    const { ask, json } = asker(
      createGateway({
        providers: [model],
        use: [createState({ store: createMemoryStore(), logger: quiet })],
        logger: quiet,
      }),
    );
    const sent = await (await ask('/responses', { model: 'm', input: 'hi', stream: true })).text();
    expect(sent).toContain('response.failed');
    const { id } = (await json('/responses')).data[0];
    const replayed = await (await ask(`/responses/${id}?stream=true`)).text();
    expect(replayed).toBe(sent);
  }
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

describe('a conversation that was taken before its response says anything', () => {
  /**
   * The process of this gateway stands still until its hold is over and somebody else has the conversation.
   * @param isTold whether a heartbeat says so before its model speaks.
   */
  async function taken(isTold: boolean) {
    const inner = createMemoryStore();
    const known = Promise.withResolvers<void>();
    let isTaken = false;
    const take = async (key: RecordKey, epoch: number) => {
      isTaken = true;
      await inner.write(key.tenant, [{ type: 'release', ...key, epoch }]);
      const next = (await inner.acquire(key, 'other', leaseMs)) as number;
      await inner.write(key.tenant, [{ type: 'release', ...key, epoch: next }]);
    };
    const store: StateStore = {
      ...inner,
      async acquire(key, holder, ms) {
        const epoch = await inner.acquire(key, holder, ms);
        if (!isTold && !isTaken && key.kind === 'conversation') await take(key, Number(epoch));
        return epoch;
      },
      async renew(key, epoch, ms) {
        if (!isTold || isTaken || key.kind !== 'conversation') return inner.renew(key, epoch, ms);
        await take(key, epoch);
        // Behind what the heartbeat makes of it.
        setTimeout(known.resolve, 0);
        return false;
      },
    };
    if (!isTold) known.resolve();
    const says = saysNatively(['created', 'in_progress'], 'Hel', 'lo');
    const model = scriptedModel('responses', async function* (signal) {
      await known.promise;
      yield* says(signal);
    });
    const gateway = createGateway({
      providers: [model],
      use: [createState({ store, logger: quiet })],
      logger: quiet,
    });
    const { ask, json } = asker(gateway);
    const { id: conversation } = await json('/conversations', {});
    const respond = (more: object) =>
      ask('/responses', { model: 'm', input: 'hi', conversation, ...more });
    return { model, json, respond };
  }

  /** A heartbeat comes every few seconds. */
  const patience = 20_000;

  test.each([
    ['as its heartbeat says', true, 409, 'conversation_locked'],
    ['as its write finds', false, 503, 'unavailable'],
  ] as const)(
    '%s, gives no answer that leads to nothing',
    async (_, isTold, status, code) => {
      const { json, respond } = await taken(isTold);
      const reply = await respond({});
      expect(reply.status).toBe(status);
      expect(await reply.json()).toMatchObject({ error: { code } });
      expect(await json('/responses')).toMatchObject({ data: [] });
    },
    patience,
  );

  test.each([
    ['as its heartbeat says', true, 'conversation_locked'],
    ['as its write finds', false, 'unavailable'],
  ] as const)(
    '%s, ends its stream with an error',
    async (_, isTold, code) => {
      const { respond } = await taken(isTold);
      const text = await (await respond({ stream: true })).text();
      expect(text).toContain(`"code":"${code}"`);
      expect(text).toContain('event: response.failed');
      expect(text).not.toContain('event: response.completed');
    },
    patience,
  );

  test(
    'has its stream kept as one that failed',
    async () => {
      const { json, respond } = await taken(true);
      await (await respond({ stream: true })).text();
      await expect
        .poll(() => json('/responses'))
        .toMatchObject({ data: [{ status: 'failed', error: { code: 'conversation_locked' } }] });
    },
    patience,
  );

  test(
    'has it made again in the background',
    async () => {
      const { model, json, respond } = await taken(true);
      const { id } = (await (await respond({ background: true })).json()) as { id: string };
      await expect
        .poll(() => json(`/responses/${id}`), { timeout: patience / 2 })
        .toMatchObject({ status: 'completed', output: [{ content: [{ text: 'Hello' }] }] });
      expect(model.asked).toHaveLength(2);
    },
    patience,
  );
});
