import { describe, expect, test } from 'vitest';
import { createTenantStores } from '../kit/tenant-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { followLog } from './event-log.ts';
import { writeEvent } from './kept-response.ts';
import { tellBreak } from './tell-break.ts';

const log = 'resp_1';

/** What is read behind a number of a log of these batches, which has ended. */
async function readBehind(after: number, batches: readonly (readonly string[])[]): Promise<string> {
  const store = createTenantStores(createMemoryStore())('ada');
  let first = 0;
  for (const batch of batches) {
    const last = first + batch.length - 1;
    await store.write([{ type: 'append', log, first, last, events: batch.join('') }]);
    first = last + 1;
  }
  const options = { after, isOver: async () => true, keepAliveMs: 1_000, pollMs: 1_000 };
  const texts: string[] = [];
  for await (const text of followLog(store, log, {
    ...options,
    signals: [],
  })) {
    texts.push(text);
  }
  return texts.join('');
}

const delta = writeEvent({ type: 'response.output_text.delta' });
const error = writeEvent({ type: 'error' });
const failed = writeEvent({ type: 'response.failed' });
const completed = writeEvent({ type: 'response.completed' });

test('behind a number of it, the rest is read', async () => {
  const batches = [[delta, delta, delta], [completed]];
  expect(await readBehind(1, batches)).toBe(delta + completed);
  expect(await readBehind(-1, batches)).toBe(delta.repeat(3) + completed);
});

test.each([
  [[[delta, delta], [completed]], completed],
  [[[delta, delta, completed]], completed],
  [[[delta, delta], [failed]], failed],
  [
    [
      [delta, delta],
      [error, failed],
    ],
    error + failed,
  ],
  [[[delta, delta, error], [failed]], error + failed],
])('behind a number that it has not, its end: %#', async (batches, ending) => {
  const last = batches.flat().length - 1;
  expect(await readBehind(last + 1, batches)).toBe(ending);
  expect(await readBehind(999_999, batches)).toBe(ending);
  // Who has it all is told nothing.
  expect(await readBehind(last, batches)).toBe('');
});

test('the error of another upstream format is an error, too', async () => {
  const bare = 'data:{ "sequence_number": 2, "type": "error" }\n\n';
  expect(await readBehind(9, [[delta, bare, failed]])).toBe(bare + failed);
});

test('of a log that is empty nothing is read', async () => {
  expect(await readBehind(3, [])).toBe('');
});

describe('a store that fails', () => {
  /** What is read of a log of two events, of which the store says nothing for so many looks. */
  async function readBehindFailures(count: number): Promise<string> {
    const inner = createMemoryStore();
    let left = count;
    const readEvents: typeof inner.readEvents = async (...args) => {
      if (left-- > 0) throw new Error('read ECONNRESET');
      return inner.readEvents(...args);
    };
    const store = createTenantStores({ ...inner, readEvents })('ada');
    await store.write([{ type: 'append', log, first: 0, last: 1, events: delta + completed }]);
    const options = { isOver: async () => true, keepAliveMs: 1_000, pollMs: 1, signals: [] };
    let text = '';
    const told: unknown[] = [];
    const events = tellBreak(followLog(store, log, { ...options, after: -1 }), 7, (cause) =>
      told.push(cause),
    );
    for await (const event of events) text += event;
    expect(told).toHaveLength(text.includes('event: error') ? 1 : 0);
    return text;
  }

  test('is asked again', async () => {
    expect(await readBehindFailures(60)).toBe(delta + completed);
  });

  test('is given up in the end, which is told in the number that was known', async () => {
    expect(await readBehindFailures(Number.POSITIVE_INFINITY)).toMatch(
      /^event: error\ndata: {"type":"error","sequence_number":7,"error":{.*"code":"unavailable"}}\n\n$/,
    );
  });
});

test('batches whose numbers go back are read once', async () => {
  const store = createTenantStores(createMemoryStore())('ada');
  const append = (first: number, last: number, events: string) =>
    store.write([{ type: 'append', log, first, last, events }]);
  await append(0, 9, delta.repeat(10));
  await append(2, 3, error + failed);
  const options = { isOver: async () => true, keepAliveMs: 1_000, pollMs: 1, signals: [] };
  let text = '';
  for await (const event of followLog(store, log, { ...options, after: -1 })) {
    text += event;
    expect(text.length).toBeLessThan(20 * delta.length);
  }
  expect(text.startsWith(delta.repeat(10))).toBe(true);
});

test('behind its ending nothing is told any more, whatever breaks', async () => {
  async function* broken() {
    yield delta + completed;
    throw new Error('The gateway is closing.');
  }
  const causes: unknown[] = [];
  let text = '';
  for await (const event of tellBreak(broken(), -1, (cause) => causes.push(cause))) text += event;
  expect(text).toBe(delta + completed);
  expect(causes).toHaveLength(1);
});
