import { always, createGate, gated } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { judge } from '../support/record-streams.ts';
import type { Way } from '../support/responses-house.ts';
import { until } from '../support/until.ts';
import { eventsIn, responseIdIn } from './support/sse.ts';
import { type Members, openStateHouse, type StateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const model = 'test-model';
const tools = [
  { type: 'function', name: 'look', parameters: { type: 'object', properties: {} } },
  { type: 'custom', name: 'shell' },
];
const reasoning = { effort: 'low', summary: 'detailed' };

/** Requests whose answers are of every kind that the scripted upstream has. */
const requests: Readonly<Record<string, object>> = {
  text: { input: 'one two three' },
  'a refusal': { input: 'refuse to do that' },
  calls: { input: 'now', tools, tool_choice: 'required' },
  thoughts: { input: 'one', reasoning, include: ['reasoning.encrypted_content'] },
  'thoughts that are kept to us': { input: 'one', reasoning },
  'an end too early': { input: 'word '.repeat(40), max_output_tokens: 16 },
};

const ways: readonly Way[] = ['native', 'converted'];

function expectValid(text: string): readonly Members[] {
  const { events, violations } = judge(text);
  expect(violations).toEqual([]);
  return events;
}

function expectConversation(events: readonly Members[], id: string): void {
  const told = events.filter(({ response }) => response);
  expect(told.length).toBeGreaterThan(1);
  for (const { response } of told) expect(response.conversation).toEqual({ id });
}

onEveryStore('H61', (openStore) => {
  describe.each(ways)('%s', (way) => {
    it.each(Object.keys(requests))(
      'every stream and its replay keep the rules: %s',
      async (name) => {
        await using house = await openStateHouse({ store: openStore(), way });
        for (const background of [false, true]) {
          const { id: conversation } = await house.get('/conversations', { body: {} });
          const body = { model, ...requests[name], stream: true, conversation, background };
          const { text } = await house.ask('/responses', { body });
          expectConversation(expectValid(text), conversation);
          const id = responseIdIn(text);
          const replay = await house.ask(`/responses/${id}?stream=true`);
          expect(replay.text).toBe(text);
          expect(await house.get(`/responses/${id}`)).toMatchObject({
            conversation: { id: conversation },
            background,
            previous_response_id: null,
          });
        }
      },
    );

    it('so do those of a WebSocket, whose every snapshot names the conversation', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const { id: conversation } = await house.get('/conversations', { body: {} });
      await using socket = await house.socketOf('ada');
      socket.create({ input: 'one', conversation });
      const { events, violations } = await socket.turn();
      expect(violations).toEqual([]);
      expectConversation(events, conversation);
    });

    it('so do those that fail in the middle', async () => {
      await using house = await openStateHouse({
        store: openStore(),
        way,
        retry: { maxAttempts: 1 },
      });
      const gate = createGate();
      house.upstream.script(always(gated(gate)));
      const { id: conversation } = await house.get('/conversations', { body: {} });
      const body = { model, input: 'one two three', conversation, stream: true };
      const open = house.begin('/responses', { body });
      gate.release(8);
      await until('it tells', () => open.received().includes('output_text.delta'));
      await house.upstream.close();
      const { text } = await open.reply;
      const events = expectValid(text);
      expect(events.at(-1)?.type).toBe('response.failed');
      expectConversation(events, conversation);
      const id = responseIdIn(text);
      expect((await house.ask(`/responses/${id}?stream=true`)).text).toBe(text);
      expect(await house.get(`/responses/${id}`)).toEqual(events.at(-1)?.response);
      // A turn that failed adds nothing, and lets the conversation go.
      expect((await house.get(`/conversations/${conversation}/items`)).data).toEqual([]);
    });
  });
});

onEveryStore('H62', (openStore) => {
  it.each(ways)('GET shows at any moment what is finished: %s', async (way) => {
    await using house = await openStateHouse({ store: openStore(), way });
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    const body = { model, input: 'now', tools, tool_choice: 'required', stream: true };
    const open = house.begin('/responses', { body });
    const received = () => eventsIn(open.received());
    const isOver = () => open.received().endsWith('data: [DONE]\n\n');
    gate.release();
    await until('the upstream is asked', () => gate.waiting() > 0);
    let looked = 0;
    while (!isOver()) {
      gate.release();
      await until('the next one waits, or it is over', () => gate.waiting() > 0 || isOver());
      const done = received()
        .filter(({ type }) => type === 'response.output_item.done')
        .map(({ item }) => item);
      const id = responseIdIn(open.received());
      if (done.length === 0 || id === undefined) continue;
      looked++;
      await expect
        .poll(async () => (await shown(house, id)).output.slice(0, done.length))
        .toEqual(done);
      const { status: now } = await shown(house, id);
      expect(['in_progress', 'completed']).toContain(now);
    }
    expect(looked).toBeGreaterThan(0);
    await open.reply;
    const calls = (await shown(house, responseIdIn(open.received()) ?? '')).output;
    expect(calls.map(({ type }: Members) => type)).toEqual(['function_call', 'custom_tool_call']);
  });

  it('one that has begun is there, in progress, with its input', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    const open = house.begin('/responses', { body: { model, input: 'one', stream: true } });
    gate.release(6);
    await until('it tells', () => open.received().includes('output_text.delta'));
    const id = responseIdIn(open.received()) ?? '';
    await expect.poll(async () => (await house.ask(`/responses/${id}`)).status).toBe(200);
    expect(await shown(house, id)).toMatchObject({ status: 'in_progress', output: [] });
    expect((await house.get(`/responses/${id}/input_items`)).data).toHaveLength(1);
    expect((await house.get('/responses')).data).toMatchObject([{ id, status: 'in_progress' }]);
    const refused = await house.ask(`/responses/${id}`, { method: 'DELETE' });
    expect(refused.status).toBe(400);
    gate.open();
    await open.reply;
    expect(await shown(house, id)).toMatchObject({ status: 'completed' });
  });
});

onEveryStore('E45', (openStore) => {
  it('a key for caches goes upstream in another spelling for each tenant', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const names = { prompt_cache_key: 'chat-7', safety_identifier: 'user-7' };
    const sent: Members[] = [];
    for (const tenant of ['ada', 'eve'] as const) {
      for (const members of [{}, { background: true }, { stream: true }]) {
        const body = { model, input: 'one', ...names, ...members };
        const reply = await house.ask('/responses', { body, tenant });
        const id = 'stream' in members ? responseIdIn(reply.text) : reply.json().id;
        await expect
          .poll(async () => (await house.get(`/responses/${id}`, { tenant })).status)
          .toBe('completed');
        const kept = await house.ask(`/responses/${id}`, { tenant });
        expect(kept.json()).toMatchObject(names);
        sent.push(house.upstream.requests.at(-1)?.json as Members);
      }
    }
    const keys = sent.map((request) => request.prompt_cache_key as string);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(new Set(keys.slice(3)).size).toBe(1);
    expect(keys[0]).not.toBe(keys[3]);
    expect(keys.join()).not.toContain('chat-7');
  });
});

async function shown(house: StateHouse, id: string): Promise<Members> {
  const reply = await house.ask(`/responses/${id}`);
  return reply.status === 200 ? reply.json() : { output: [] };
}
