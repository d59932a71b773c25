import { createGateway, type Hooks } from '@gw/core';
import { describe, expect, test } from 'vitest';
import { asker, type Json } from '../../__fixtures__/ask-gateway.ts';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { createState } from '../create-state.ts';
import { createMemoryStore } from '../store/memory-store.ts';

const hi = { model: 'm', input: 'hi' };

/**
 * @param beforeModel is waited for by each call of the model.
 * @param beforeRun the same, before it is asked what the request stands on.
 */
function house(
  beforeModel: () => Promise<void> = async () => {},
  beforeRun: () => Promise<void> = async () => {},
) {
  const model = chatModel();
  const slow: Hooks = {
    name: 'slow',
    async wrapAttempt(_ctx, _attempt, next) {
      await beforeModel();
      return next();
    },
    async wrapRun(_ctx, next) {
      await beforeRun();
      return next();
    },
  };
  const logger = { warn() {}, error() {} };
  const gateway = createGateway({
    providers: [model],
    use: [slow, createState({ store: createMemoryStore(), logger })],
    logger,
  });
  const { ask, json } = asker(gateway);
  const respond = (more: object = {}): Promise<Json> => json('/responses', { ...hi, ...more });
  const remove = (id: string) => ask(`/responses/${id}`, undefined, 'DELETE');
  return { ask, json, respond, remove, model };
}

describe('a list of responses, some of which are hidden', () => {
  /** Nine responses, of which each goes on from the one before where its number is no multiple of three. */
  async function nine() {
    const own = house();
    const ids: string[] = [];
    for (let at = 0; at < 9; at++) {
      const previous = at % 3 === 0 ? {} : { previous_response_id: ids.at(-1) };
      ids.push((await own.respond(previous)).id);
    }
    // The first two of each three stay for the third.
    const hidden = ids.filter((_, at) => at % 3 !== 2);
    for (const id of hidden) await own.remove(id);
    return { ...own, ids, hidden, shown: ids.filter((_, at) => at % 3 === 2) };
  }

  test.each([1, 2, 3, 20])('has no gap in its pages of %d', async (limit) => {
    const { json, shown } = await nine();
    for (const order of ['asc', 'desc'] as const) {
      const expected = order === 'asc' ? shown : shown.toReversed();
      for (const [cursor, wanted] of [
        ['after', expected],
        ['before', expected.toReversed()],
      ] as const) {
        // Nothing is before nothing: that way begins with the last one.
        const seen = cursor === 'before' ? wanted.slice(0, 1) : [];
        let from = seen[0] ?? '';
        for (let page: Json; !page || page.has_more; ) {
          page = await json(`/responses?limit=${limit}&order=${order}&${cursor}=${from}`);
          expect(page.data.length).toBeLessThanOrEqual(limit);
          const found: string[] = page.data.map(({ id }: Json) => id);
          seen.push(...(cursor === 'after' ? found : found.toReversed()));
          expect([page.first_id, page.last_id]).toEqual([found[0] ?? null, found.at(-1) ?? null]);
          if (page.has_more) expect(found).not.toEqual([]);
          from = seen.at(-1) as string;
        }
        expect(seen).toEqual(wanted);
      }
    }
  });

  test('has none of them as its cursor', async () => {
    const { ask, hidden } = await nine();
    for (const cursor of ['after', 'before']) {
      const reply = await ask(`/responses?${cursor}=${hidden[0]}`);
      expect([reply.status, ((await reply.json()) as Json).error.param]).toEqual([400, cursor]);
    }
  });
});

describe('what was deleted', () => {
  test('is named by no reference, though it stays for those that go on from it', async () => {
    const { ask, json, respond, remove } = house();
    const secret = await respond({ input: 'my password' });
    const child = await respond({ input: 'go on', previous_response_id: secret.id });
    const refer = async ({ id }: Json) => {
      const [item] = (await json(`/responses/${id}/input_items`)).data;
      return { type: 'item_reference', id: item.id };
    };
    const [kept, deleted] = [await refer(child), await refer(secret)];
    await remove(secret.id);
    expect((await ask('/conversations', { items: [kept] })).status).toBe(200);
    expect((await ask('/conversations', { items: [deleted] })).status).toBe(404);
    expect((await ask('/responses', { ...hi, input: [kept] })).status).toBe(200);
    const asked = await ask('/responses', { ...hi, input: [deleted] });
    expect(asked.status).toBe(400);
    expect(await asked.text()).not.toContain('my password');
  });

  test.each([
    ['JSON', { stream: false }],
    ['a stream', { stream: true }],
  ])('meanwhile, is kept by what goes on from it: %s', async (_, more) => {
    let reached = Promise.withResolvers<void>();
    let goOn = Promise.resolve();
    const { ask, json, respond, remove, model } = house(() => {
      reached.resolve();
      return goOn;
    });
    const root = await respond({ input: 'root' });
    const first = await respond({ input: 'one', previous_response_id: root.id });
    const gate = Promise.withResolvers<void>();
    [reached, goOn] = [Promise.withResolvers<void>(), gate.promise];
    const asked = ask('/responses', {
      ...hi,
      input: 'two',
      previous_response_id: first.id,
      ...more,
    });
    await reached.promise;
    expect((await remove(first.id)).status).toBe(200);
    expect((await remove(root.id)).status).toBe(200);
    gate.resolve();
    const id = /"id":"(resp_[^"]*)"/.exec(await (await asked).text())?.[1];
    expect(await json(`/responses/${id}`)).toMatchObject({
      status: 'completed',
      previous_response_id: first.id,
    });
    expect((await respond({ input: 'three', previous_response_id: id })).status).toBe('completed');
    expect(JSON.stringify(model.asked.at(-1)?.messages).match(/root|one|two|three/g)).toEqual([
      'root',
      'one',
      'two',
      'three',
    ]);
    const { data } = await json(`/responses/${id}/input_items`);
    expect(data).toMatchObject([{ content: [{ text: 'two' }] }]);
  });

  test('is named by no reference either, when it was in a conversation', async () => {
    const { ask, json, respond, remove, model } = house();
    const message = { type: 'message', id: 'msg_mine', role: 'user', content: 'remember me' };
    const { id } = await json('/conversations', { items: [message] });
    const reference = { type: 'item_reference', id: 'msg_mine' };
    const referring = await respond({ input: [reference] });
    expect(referring.status).toBe('completed');
    expect(JSON.stringify(model.asked.at(-1)?.messages)).toContain('remember me');
    await ask(`/conversations/${id}`, undefined, 'DELETE');
    // The response has the item of its own by now.
    expect((await respond({ input: [reference] })).status).toBe('completed');
    const { data } = await json('/responses');
    for (const response of data) await remove(response.id);
    expect((await ask('/responses', { ...hi, input: [reference] })).status).toBe(400);
  });

  test.each([
    ['named', ({ id }: Json) => ({ type: 'item_reference', id })],
    ['sent', (item: Json) => item],
  ])('does not take with it an item that it had only %s', async (_, toInput) => {
    const { respond, remove, model } = house();
    const first = await respond();
    const [item] = first.output;
    const copying = await respond({ input: [toInput(item), { role: 'user', content: 'copied' }] });
    const child = await respond({ input: 'go on', previous_response_id: copying.id });
    await remove(copying.id);
    const reference = { type: 'item_reference', id: item.id };
    expect((await respond({ input: [reference] })).status).toBe('completed');
    expect(JSON.stringify(model.asked.at(-1)?.messages)).toContain('Hello');
    // Those that go on from it have all of it.
    await respond({ input: 'more', previous_response_id: child.id });
    expect(JSON.stringify(model.asked.at(-1)?.messages).match(/Hello|copied|go on|more/g)).toEqual([
      'Hello',
      'copied',
      'Hello',
      'go on',
      'Hello',
      'more',
    ]);
  });

  test('by several at once, is deleted once', async () => {
    const { respond, remove } = house();
    const { id } = await respond();
    const replies = await Promise.all([remove(id), remove(id), remove(id)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
  });
});

describe('what was deleted while turns that stand on it run', () => {
  /** Whoever comes first waits, in front of the run or of the model. */
  function held(where: 'run' | 'model') {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const own = { isOpen: true };
    const pass = async () => {
      if (own.isOpen) return;
      own.isOpen = true;
      reached.resolve();
      await gate.promise;
    };
    const rooms = where === 'run' ? house(undefined, pass) : house(pass);
    /** Asks, and resolves once the first is held. */
    const hold = async (more: object) => {
      own.isOpen = false;
      const asked = rooms.respond(more);
      await reached.promise;
      return { asked };
    };
    return { ...rooms, hold, go: gate.resolve };
  }

  test.each(['run', 'model'] as const)(
    'is there for them, and for nobody else: in front of the %s',
    async (where) => {
      const { respond, remove, hold, go, model } = held(where);
      const first = await respond({ input: 'my password' });
      const { asked } = await hold({ input: 'two', previous_response_id: first.id });
      expect((await remove(first.id)).status).toBe(200);
      const other = await respond({ input: 'what was it?', previous_response_id: first.id });
      expect(other.error.code).toBe('previous_response_not_found');
      go();
      expect((await asked).status).toBe('completed');
      expect(JSON.stringify(model.asked.at(-1)?.messages).match(/password|two/g)).toEqual([
        'password',
        'two',
      ]);
    },
  );

  test('is there for one of them when another one has ended', async () => {
    const { respond, remove, hold, go } = held('run');
    const first = await respond();
    const { asked } = await hold({ input: 'one', previous_response_id: first.id });
    expect((await respond({ previous_response_id: first.id })).status).toBe('completed');
    expect((await remove(first.id)).status).toBe(200);
    go();
    expect((await asked).status).toBe('completed');
  });

  test('is there for one in the background when another one was refused', async () => {
    const { json, respond, remove, hold, go } = held('run');
    const first = await respond();
    const { asked } = await hold({ background: true, previous_response_id: first.id });
    const { id } = await asked;
    expect((await remove(first.id)).status).toBe(200);
    const other = await respond({ previous_response_id: first.id });
    expect(other.error.code).toBe('previous_response_not_found');
    go();
    await expect.poll(async () => (await json(`/responses/${id}`)).status).not.toBe('in_progress');
    expect((await json(`/responses/${id}`)).status).toBe('completed');
  });
});

test('what has not ended well is no beginning, and is told as what it is', async () => {
  const { ask, json } = house(() => new Promise(() => {}));
  const { id } = await json('/responses', { ...hi, background: true });
  const reply = await ask('/responses', { ...hi, previous_response_id: id });
  expect(reply.status).toBe(400);
  expect(((await reply.json()) as Json).error).toMatchObject({
    code: 'previous_response_not_found',
    message: expect.stringMatching(/ is (queued|in_progress): only one that is completed/),
  });
});
