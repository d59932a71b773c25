import { createMemoryStore } from '@gw/state';
import { always, createGate, gated, status } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { keptIn, watchStore } from './support/kept.ts';
import { type Members, openStateHouse, type StateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const body = { model: 'test-model', input: 'one two three', store: false };

/** What a call may lean on. */
interface Held {
  readonly conversation: string;
  readonly previous_response_id: string;
  readonly prompt: string;
}

const leanings: Readonly<Record<string, (held: Held) => object>> = {
  'by itself': () => ({}),
  'in a conversation': ({ conversation }) => ({ conversation }),
  'in a conversation by object': ({ conversation: id }) => ({ conversation: { id } }),
  'behind a response': ({ previous_response_id }) => ({ previous_response_id }),
  'by a prompt': ({ prompt: id }) => ({ prompt: { id } }),
};

const ways: Readonly<Record<string, (house: StateHouse, asked: object) => Promise<unknown>>> = {
  JSON: (house, asked) => house.get('/responses', { body: asked }),
  async stream(house, asked) {
    const { text } = await house.ask('/responses', { body: { ...asked, stream: true } });
    expect(text).toContain('response.completed');
  },
  async WebSocket(house, asked) {
    await using socket = await house.socketOf('ada');
    socket.create(asked);
    expect((await socket.turn()).last.type).toBe('response.completed');
  },
  async background(house, asked) {
    const reply = await house.ask('/responses', { body: { ...asked, background: true } });
    expect(reply.status).toBe(400);
    expect(reply.json().error).toMatchObject({ param: 'background' });
  },
  async 'a client that leaves'(house, asked) {
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    const open = house.begin('/responses', { body: { ...asked, stream: true } });
    gate.release(6);
    await until('it tells', () => open.received().includes('output_text.delta'));
    open.leave();
    await until('the upstream is left', () => house.upstream.requests.at(-1)?.wasAborted === true);
  },
  async 'an upstream that fails'(house, asked) {
    house.upstream.script(status(400));
    expect((await house.ask('/responses', { body: asked })).status).toBe(400);
  },
};

async function makeState({ get }: StateHouse): Promise<Held> {
  const { store: _, ...stored } = body;
  const items = [{ role: 'user', content: 'Hi' }];
  const [conversation, response, prompt] = (await Promise.all([
    get('/conversations', { body: { items } }),
    get('/responses', { body: stored }),
    get('/prompts', { body: { prompt: 'Be kind.' } }),
  ])) as [Members, Members, Members];
  return { conversation: conversation.id, previous_response_id: response.id, prompt: prompt.id };
}

onEveryStore('H58: what is not to be stored leaves no trace', (openStore) => {
  const cases = Object.keys(ways).flatMap((way) =>
    Object.keys(leanings).map((leaning) => [way, leaning] as const),
  );
  it.each(cases)('%s, %s', async (way, leaning) => {
    const store = watchStore(openStore());
    await using house = await openStateHouse({ store });
    const held = await makeState(house);
    await house.settled();
    const before = await keptIn(store);
    const writesBefore = store.writes.length;
    const members = leanings[leaning]?.(held);
    await ways[way]?.(house, { ...body, ...members });
    await house.settled(2);
    expect(store.writes.slice(writesBefore)).toEqual([]);
    expect(await keptIn(store)).toEqual(before);
  });
});

it('would be seen if it left one', async () => {
  const store = watchStore(createMemoryStore());
  await using house = await openStateHouse({ store });
  const before = await keptIn(store);
  await house.get('/responses', { body: { ...body, store: true } });
  expect(store.writes).not.toEqual([]);
  expect(await keptIn(store)).not.toEqual(before);
});
