import { createMemoryStore, type StateStore } from '@gw/state';
import { always, createGate, gated } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { judge } from '../support/record-streams.ts';
import { until } from '../support/until.ts';
import { standBefore, switchable } from './support/faulty-stores.ts';
import { responseIdIn } from './support/sse.ts';
import {
  type Asked,
  type Members,
  openStateHouse,
  type StateHouse,
} from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const body = { model: 'test-model', input: 'one two three' };
const items = [{ role: 'user', content: 'Hi' }];

/** What needs the store, by what is there already. */
interface Held {
  readonly response: string;
  readonly item: string;
  readonly conversation: string;
  readonly prompt: string;
}

type Call = (held: Held) => readonly [path: string, asked?: Asked];

const storedCalls: Readonly<Record<string, Call>> = {
  'makes a response': () => ['/responses', { body }],
  'streams a response': () => ['/responses', { body: { ...body, stream: true } }],
  'lists responses': () => ['/responses'],
  'gets a response': ({ response }) => [`/responses/${response}`],
  'resumes a response': ({ response }) => [`/responses/${response}?stream=true`],
  'deletes a response': ({ response }) => [`/responses/${response}`, { method: 'DELETE' }],
  'cancels a response': ({ response }) => [`/responses/${response}/cancel`, { method: 'POST' }],
  'lists input items': ({ response }) => [`/responses/${response}/input_items`],
  'goes on from a response': ({ response: previous_response_id }) => [
    '/responses',
    { body: { ...body, previous_response_id } },
  ],
  'goes on from a response, storing nothing': ({ response: previous_response_id }) => [
    '/responses',
    { body: { ...body, previous_response_id, store: false } },
  ],
  'refers to an item': ({ item: id }) => [
    '/responses',
    { body: { ...body, input: [{ type: 'item_reference', id }] } },
  ],
  'counts what it goes on from': ({ response: previous_response_id }) => [
    '/responses/input_tokens',
    { body: { ...body, previous_response_id } },
  ],
  'makes a response in the background': () => [
    '/responses',
    { body: { ...body, background: true } },
  ],
  'makes a turn of a conversation': ({ conversation }) => [
    '/responses',
    { body: { ...body, conversation } },
  ],
  'reads a conversation': ({ conversation }) => [
    '/responses',
    { body: { ...body, conversation, store: false } },
  ],
  'uses a prompt': ({ prompt: id }) => [
    '/responses',
    { body: { ...body, prompt: { id }, store: false } },
  ],
  'makes a conversation': () => ['/conversations', { body: {} }],
  'lists conversations': () => ['/conversations'],
  'gets a conversation': ({ conversation }) => [`/conversations/${conversation}`],
  'changes a conversation': ({ conversation }) => [
    `/conversations/${conversation}`,
    { body: { metadata: {} } },
  ],
  'deletes a conversation': ({ conversation }) => [
    `/conversations/${conversation}`,
    { method: 'DELETE' },
  ],
  'adds items': ({ conversation }) => [`/conversations/${conversation}/items`, { body: { items } }],
  'lists items': ({ conversation }) => [`/conversations/${conversation}/items`],
  'gets an item': ({ conversation, item }) => [`/conversations/${conversation}/items/${item}`],
  'makes a prompt': () => ['/prompts', { body: { prompt: 'x' } }],
  'lists prompts': () => ['/prompts'],
  'gets a prompt': ({ prompt }) => [`/prompts/${prompt}`],
  'changes a prompt': ({ prompt }) => [`/prompts/${prompt}`, { body: { prompt: 'y', version: 1 } }],
  'lists versions': ({ prompt }) => [`/prompts/${prompt}/versions`],
  'deletes a prompt': ({ prompt }) => [`/prompts/${prompt}`, { method: 'DELETE' }],
};

async function makeState({ get }: StateHouse): Promise<Held> {
  const [response, conversation, prompt] = (await Promise.all([
    get('/responses', { body }),
    get('/conversations', { body: { items } }),
    get('/prompts', { body: { prompt: 'Be kind.' } }),
  ])) as [Members, Members, Members];
  return {
    response: response.id,
    item: response.output[0].id,
    conversation: conversation.id,
    prompt: prompt.id,
  };
}

onEveryStore('a store that is down', (openStore) => {
  it.each(Object.keys(storedCalls))('refuses what needs it, and says so: %s', async (name) => {
    const own = switchable(openStore());
    await using house = await openStateHouse({ store: own.store });
    const held = await makeState(house);
    const [path, asked] = (storedCalls[name] as Call)(held);
    own.isDown = true;
    const reply = await house.ask(path, asked);
    own.isDown = false;
    expect([reply.status, reply.text]).toEqual([503, expect.stringContaining('store')]);
    expect(reply.json().error).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/cannot reach its store.*"store": false/),
    });
    expect(reply.text).not.toContain('ECONNREFUSED');
  });

  it('leaves alone what needs it not', async () => {
    const own = switchable(openStore());
    await using house = await openStateHouse({ store: own.store, way: 'converted' });
    await makeState(house);
    own.isDown = true;
    const messages = [{ role: 'user', content: 'Hi' }];
    for (const [path, asked] of [
      ['/responses', { ...body, store: false }],
      ['/responses', { ...body, store: false, stream: true }],
      ['/chat/completions', { model: 'test-model', messages }],
      ['/chat/completions', { model: 'test-model', messages, stream: true }],
      ['/responses/input_tokens', body],
    ] as const) {
      const reply = await house.ask(path, { body: asked });
      expect([path, reply.status]).toEqual([path, 200]);
    }
    await using socket = await house.socketOf('ada');
    socket.create({ input: 'x', store: false });
    expect((await socket.turn()).last.type).toBe('response.completed');
    own.isDown = false;
  });

  it('works again by itself, once it is back', async () => {
    const own = switchable(openStore());
    await using house = await openStateHouse({ store: own.store });
    const { response } = await makeState(house);
    own.isDown = true;
    expect((await house.ask(`/responses/${response}`)).status).toBe(503);
    own.isDown = false;
    const next = await house.get('/responses', {
      body: { ...body, previous_response_id: response },
    });
    expect(await house.get(`/responses/${next.id}`)).toEqual(next);
  });
});

onEveryStore('a store that cannot be opened', (openStore) => {
  it('comes later, and until then all goes on that needs it not', async () => {
    const own = switchable(openStore());
    own.isDown = true;
    await using house = await openStateHouse({ store: own.store });
    expect((await house.ask('/responses', { body: { ...body, store: false } })).status).toBe(200);
    const refused = await house.ask('/responses', { body });
    expect([refused.status, refused.json().error]).toMatchObject([503, { code: 'unavailable' }]);
    own.isDown = false;
    const asked = { body: { ...body, background: true } };
    await expect
      .poll(async () => (await house.ask('/responses', asked)).status, { timeout: 5_000 })
      .toBe(200);
    const { id } = (await house.get('/responses', asked)) as { id: string };
    await expect
      .poll(async () => (await house.get(`/responses/${id}`)).status, { timeout: 5_000 })
      .toBe('completed');
  });
});

onEveryStore('a store that fails in the middle of a stream', (openStore) => {
  it.each(['at once', 'behind the first write', 'at the end'])(
    'costs the memory, and nothing of the answer: %s',
    async (when) => {
      const own = failing(openStore());
      await using house = await openStateHouse({ store: own.store });
      await house.gateway.start();
      const gate = createGate();
      house.upstream.script(always(gated(gate)));
      own.isBroken = when === 'at once';
      const open = house.begin('/responses', { body: { ...body, stream: true } });
      gate.release(6);
      await until('it tells', () => open.received().includes('output_text.delta'));
      if (when !== 'at once') await until('something is written', () => own.written > 0);
      if (when === 'behind the first write') own.isBroken = true;
      gate.release(1);
      if (when === 'at the end') own.isBroken = true;
      gate.open();
      const { text, ending } = await open.reply;
      own.isBroken = false;
      expect(ending).toBe('end');
      const { events, violations } = judge(text);
      expect(violations).toEqual([]);
      expect(events.at(-1)).toMatchObject({ type: 'response.completed' });
      expect(text).toContain('You wrote: one two three');
      await house.settled();
      const warnings = house.events.filter(({ type }) => type === 'warning');
      expect(warnings).toMatchObject([{ message: expect.stringContaining('could not be stored') }]);
    },
  );

  it('costs nothing where it is back before the end', async () => {
    const own = failing(openStore());
    await using house = await openStateHouse({ store: own.store });
    await house.gateway.start();
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    own.isBroken = true;
    const open = house.begin('/responses', { body: { ...body, stream: true } });
    gate.release(6);
    await until('a write has failed', () => own.failed > 0);
    own.isBroken = false;
    gate.open();
    const { text } = await open.reply;
    const id = responseIdIn(text);
    expect((await house.ask(`/responses/${id}?stream=true`)).text).toBe(text);
    expect(await house.get(`/responses/${id}`)).toEqual(judge(text).events.at(-1)?.response);
  });
});

describe('a store that is slow', () => {
  it.each(['native', 'converted'] as const)(
    'holds up the end of a stream, and nothing before it: %s',
    async (way) => {
      const writes = createGate();
      const never = new AbortController().signal;
      let begun = 0;
      let done = 0;
      const memory = createMemoryStore();
      const store: StateStore = {
        ...memory,
        async write(...args) {
          begun++;
          await writes.pass(never);
          done++;
          return memory.write(...args);
        },
      };
      await using house = await openStateHouse({ store, way });
      const open = house.begin('/responses', { body: { ...body, stream: true } });
      await until(
        'all content is here',
        () =>
          open.received().includes('"delta":"three"') ||
          open.received().includes('"delta":" three"'),
      );
      expect(done).toBe(0);
      await until('it is being written', () => begun > 0);
      expect(open.received()).not.toContain('response.completed');
      expect(open.received()).not.toContain('[DONE]');
      writes.open();
      const { text } = await open.reply;
      expect(judge(text).violations).toEqual([]);
      expect(done).toBe(begun);
      const id = responseIdIn(text);
      expect((await house.ask(`/responses/${id}?stream=true`)).text).toBe(text);
    },
  );
});

/** A store whose writes can be made to fail; what is read is read. */
function failing(store: StateStore) {
  const own = {
    isBroken: false,
    written: 0,
    failed: 0,
    store: standBefore(store, (method) => {
      if (method !== 'write') return;
      if (own.isBroken) {
        own.failed++;
        throw new Error('disk full');
      }
      own.written++;
    }),
  };
  return own;
}
