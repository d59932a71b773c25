import { createGateway, type Hooks } from '@gw/core';
import { expect, test } from 'vitest';
import { asker, type Json } from '../../__fixtures__/ask-gateway.ts';
import { chatModel } from '../../__fixtures__/chat-provider.ts';
import { createState } from '../create-state.ts';
import { createMemoryStore } from '../store/memory-store.ts';

/** A gateway that makes one background response at a time, and whose model waits for `go`. */
function house() {
  const model = chatModel();
  const go = Promise.withResolvers<void>();
  const slow: Hooks = {
    name: 'slow',
    async wrapAttempt(ctx, _attempt, next) {
      if (JSON.stringify(ctx.request.json()).includes('in front')) await go.promise;
      return next();
    },
  };
  const logger = { warn() {}, error() {} };
  const store = createMemoryStore();
  const gateway = createGateway({
    providers: [model],
    use: [slow, createState({ store, logger, backgroundAtOnce: 1 })],
    logger,
  });
  const { ask, json } = asker(gateway);
  const respond = (more: object) => json('/responses', { model: 'm', ...more });
  const remove = async (path: string) =>
    expect((await ask(path, undefined, 'DELETE')).status).toBe(200);
  const becomes = (id: string, status: string) =>
    expect.poll(async () => (await json(`/responses/${id}`)).status).toBe(status);
  return { model, store, go: go.resolve, ask, json, respond, remove, becomes };
}

test('what a background response stands on may be deleted while it waits', async () => {
  const { model, go, json, respond, remove, becomes } = house();
  const before = await respond({ input: 'before' });
  const prompt = await json('/prompts', { prompt: 'Be {{how}}.' });
  const first = await respond({ input: 'in front', background: true });
  const second = await respond({
    input: 'later',
    background: true,
    previous_response_id: before.id,
    prompt: { id: prompt.prompt_id, variables: { how: 'brief' } },
  });
  expect(second.prompt).toMatchObject({ id: prompt.prompt_id });
  await remove(`/responses/${before.id}`);
  await remove(`/prompts/${prompt.prompt_id}`);
  go();
  await becomes(first.id, 'completed');
  await becomes(second.id, 'completed');
  const asked = JSON.stringify(model.asked.at(-1)?.messages);
  expect(asked.match(/Be brief\.|before|Hello|later/g)).toEqual([
    'Be brief.',
    'before',
    'Hello',
    'later',
  ]);
  expect((await json(`/responses/${second.id}`)).prompt).toEqual(second.prompt);
});

test('what only its run has needed goes with its end', async () => {
  const { store, go, ask, respond, becomes } = house();
  const left = async () => {
    const kinds = ['job', 'cancel'];
    const now = Date.now() + 1_000;
    return (await Promise.all(kinds.map((kind) => store.listOlder(kind, now, 10)))).flat();
  };
  const front = await respond({ input: 'in front', background: true });
  const cancelled = await respond({ input: 'never', background: true });
  expect(await left()).toHaveLength(2);
  await ask(`/responses/${cancelled.id}/cancel`, {});
  await becomes(cancelled.id, 'cancelled');
  go();
  await becomes(front.id, 'completed');
  expect(await left()).toEqual([]);
});

test('without anything to answer it is refused at once', async () => {
  const { ask } = house();
  const reply = await ask('/responses', { model: 'm', background: true });
  expect([reply.status, ((await reply.json()) as Json).error.param]).toEqual([400, 'input']);
});
