import { always, status } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { lastRequest } from '../support/responses-house.ts';
import { within } from '../support/until.ts';
import {
  includeWhole,
  inputItems,
  itemsHeldElsewhere,
  nextItems,
  outputItems,
} from './support/items.ts';
import { elementTexts, memberText } from './support/json-texts.ts';
import { says } from './support/says.ts';
import { type Members, openStateHouse, type StateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

type Item = Readonly<Record<string, unknown>>;

const textsOf = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item));

/** The items that the upstream was sent last, as they were written. */
function sentTexts(house: StateHouse): string[] {
  const text = house.upstream.requests.at(-1)?.text ?? '{}';
  return elementTexts(memberText(text, 'input') ?? '[]');
}

/** What is kept of responses, as it is written: what each was asked, and what it answered. */
async function keptTexts(house: StateHouse, ...ids: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const id of ids) {
    const input = await house.ask(`/responses/${id}/input_items?order=asc&${includeWhole}`);
    const response = await house.ask(`/responses/${id}?${includeWhole}`);
    texts.push(...elementTexts(memberText(input.text, 'data') ?? '[]'));
    texts.push(...elementTexts(memberText(response.text, 'output') ?? '[]'));
  }
  return texts;
}

/** How a client asks for a response and waits for its end. */
const ways: Readonly<Record<string, (house: StateHouse, body: object) => Promise<Members>>> = {
  JSON: (house, body) => house.get('/responses', { body }),
  async stream(house, body) {
    const reply = await house.ask('/responses', { body: { ...body, stream: true } });
    const events = reply.text.split('\n').filter((line) => line.startsWith('data: {'));
    return JSON.parse(events.at(-1)?.slice('data: '.length) ?? '{}').response;
  },
  async background(house, body) {
    const { id } = await house.get('/responses', { body: { ...body, background: true } });
    await expect.poll(async () => (await house.get(`/responses/${id}`)).status).toBe('completed');
    return house.get(`/responses/${id}?${includeWhole}`);
  },
  async WebSocket(house, body) {
    await using socket = await house.socketOf('ada');
    socket.create(body);
    return (await socket.turn()).last.response as Members;
  },
};

const model = 'test-model';

onEveryStore('G16', (openStore) => {
  it.each(Object.keys(ways))(
    'all items of all ancestors go upstream as they were kept: %s',
    async (way) => {
      await using house = await openStateHouse({ store: openStore() });
      const create = (body: object) =>
        (ways[way] as (typeof ways)[string])(house, { model, ...body });
      house.upstream.script(says(outputItems), says([]), says([message('msg_3')]));
      const first = await create({ input: inputItems, instructions: 'Only now.' });
      expect(first.status).toBe('completed');
      const second = await create({ input: nextItems, previous_response_id: first.id });
      const last = { ...message('msg_4'), role: 'user' };
      const third = await create({
        input: [last],
        previous_response_id: second.id,
        instructions: 'And then.',
      });
      expect(third.status).toBe('completed');
      const kept = await keptTexts(house, first.id, second.id);
      expect(sentTexts(house)).toEqual([...kept, JSON.stringify(last)]);
      expect(kept.map((text) => JSON.parse(text))).toEqual([
        ...inputItems,
        ...outputItems,
        ...nextItems,
      ]);
      expect(
        house.upstream.requests.map(({ json }) => (json as Members).instructions ?? null),
      ).toEqual(['Only now.', null, 'And then.']);
      expect(lastRequest(house)).not.toHaveProperty('previous_response_id');
    },
  );

  it('what a text was sent as comes back as the item that it is listed as', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { id } = await house.get('/responses', { body: { model, input: 'one' } });
    await house.get('/responses', { body: { model, input: 'two', previous_response_id: id } });
    expect(sentTexts(house).slice(0, -1)).toEqual(await keptTexts(house, id));
  });

  it('a chain of fifty is whole, and deleted ancestors with it', async () => {
    await using house = await openStateHouse({ store: openStore() });
    let previous_response_id: string | undefined;
    for (let turn = 0; turn < 50; turn++) {
      const before = previous_response_id;
      const body = { model, input: `turn ${turn}`, previous_response_id };
      previous_response_id = (await house.get('/responses', { body })).id;
      if (before && turn % 3 === 0) await house.get(`/responses/${before}`, { method: 'DELETE' });
    }
    const sent = lastRequest<{ input: readonly Members[] }>(house).input;
    expect(sent).toHaveLength(99);
    expect(
      sent.filter(({ role }) => role === 'user').map(({ content }) => content[0].text ?? content),
    ).toEqual(
      Array.from({ length: 50 }, (_, turn) => (turn === 49 ? expect.anything() : `turn ${turn}`)),
    );
  });
});

onEveryStore('H59, H64', (openStore) => {
  it.each(Object.keys(ways))(
    'a conversation holds every item of a turn, in order: %s',
    async (way) => {
      await using house = await openStateHouse({ store: openStore() });
      house.upstream.script(says(outputItems), says([]));
      const { id } = await house.get('/conversations', { body: {} });
      const create = ways[way] as (typeof ways)[string];
      await create(house, { model, input: inputItems, conversation: id });
      const query = `limit=100&order=asc&${includeWhole}`;
      const listed = await house.get(`/conversations/${id}/items?${query}`);
      expect(listed.data).toEqual([...inputItems, ...outputItems]);
      // And the next turn says them all again.
      await create(house, { model, input: nextItems, conversation: id });
      expect(sentTexts(house)).toEqual(textsOf([...listed.data, ...nextItems]));
    },
  );

  it.each(Object.keys(ways))('input_items lists every item, in order: %s', async (way) => {
    await using house = await openStateHouse({ store: openStore() });
    house.upstream.script(says(outputItems));
    const create = ways[way] as (typeof ways)[string];
    const { id } = await create(house, { model, input: inputItems });
    const whole = await house.get(`/responses/${id}/input_items?order=asc&${includeWhole}`);
    expect(whole.data).toEqual(inputItems);
    const { output } = await house.get(`/responses/${id}?${includeWhole}`);
    expect(output).toEqual(outputItems);
  });

  it('a list shows only what was asked for', async () => {
    await using house = await openStateHouse({ store: openStore() });
    house.upstream.script(says(outputItems));
    const { id: conversation } = await house.get('/conversations', { body: {} });
    const body = { model, input: inputItems, conversation };
    const { id } = await house.get('/responses', { body });
    const opaque = /encrypted_content/;
    for (const [path, hidden] of [
      [`/responses/${id}`, opaque],
      [`/responses/${id}/input_items`, opaque],
      ['/responses', opaque],
      [`/conversations/${conversation}/items`, /encrypted_content|"results"|"sources"/],
    ] as const) {
      expect((await house.ask(path)).text).not.toMatch(hidden);
      if (path === '/responses') continue;
      expect((await house.ask(`${path}?${includeWhole}`)).text).toMatch(hidden);
    }
  });
});

onEveryStore('G27', (openStore) => {
  it.each(['commentary', 'final_answer', null, undefined])('a phase: %s', async (phase) => {
    await using house = await openStateHouse({ store: openStore() });
    const input = [
      { ...message('msg_1'), phase },
      { ...message('msg_2'), role: 'user' },
    ];
    const { id } = await house.get('/responses', { body: { model, input } });
    const { data } = await house.get(`/responses/${id}/input_items?order=asc`);
    const expected = typeof phase === 'string' ? phase : undefined;
    expect(data[0].phase).toBe(expected);
    await house.get('/responses', { body: { model, input: 'x', previous_response_id: id } });
    expect(lastRequest<{ input: readonly Members[] }>(house).input[0]?.phase).toBe(expected);
    const conversation = await house.get('/conversations', { body: { items: input } });
    const items = await house.ask(`/conversations/${conversation.id}/items?order=asc`);
    expect((items.json().data as Members[])[0]?.phase).toBe(expected);
    for (const path of ['', '/input_items'])
      expect((await house.ask(`/responses/${id}${path}`)).text).not.toContain('"phase":null');
    expect(items.text).not.toContain('"phase":null');
  });
});

onEveryStore('H60', (openStore) => {
  const everyItem = [...inputItems, ...outputItems, ...itemsHeldElsewhere];

  /** A response is asked of one upstream, and gone on from at another one. */
  const openTwo = () =>
    openStateHouse({
      store: openStore(),
      providerIds: ['main', 'chat'],
      models: { 'chat-model': 'chat', '*': 'main' },
      way: { chat: 'converted' },
    });

  it.each(everyItem.map((item) => [item.id as string, item] as const))(
    'goes on with an item of every kind, wherever, or is told which cannot: %s',
    async (_, item) => {
      await using house = await openTwo();
      const isOutput = !inputItems.includes(item);
      house.upstream.script(says(isOutput ? [item] : []), says([]), says([]));
      const input = [{ role: 'user', content: 'Hi' }, ...(isOutput ? [] : pairOf(item))];
      const { id } = await house.get('/responses', { body: { model, input } });
      const answers = nextItems.filter(({ call_id }) => isOutput && call_id === item.call_id);
      for (const next of [model, 'chat-model']) {
        for (const stream of [false, true]) {
          const body = {
            model: next,
            input: [...answers, { role: 'user', content: 'Go on.' }],
            previous_response_id: id,
            stream,
          };
          const reply = await house.ask('/responses', { body });
          if (reply.status === 200) continue;
          expect(reply.json()).toMatchObject({
            error: {
              type: 'invalid_request_error',
              param: expect.stringMatching(/^previous_response_id$|^input\[\d+\]/),
            },
          });
          expect(reply.status).toBe(400);
        }
      }
    },
  );
});

onEveryStore('G17', (openStore) => {
  const gone = (id: string) => ({
    status: 400,
    error: expect.objectContaining({
      code: 'previous_response_not_found',
      param: 'previous_response_id',
      message: `Previous response with id '${id}' not found.`,
    }),
  });

  /** What the client is told, over HTTP and over a WebSocket. */
  const refusals: Readonly<Record<string, (house: StateHouse, body: object) => Promise<unknown>>> =
    {
      async JSON(house, body) {
        const reply = await house.ask('/responses', { body });
        return { status: reply.status, error: reply.json().error };
      },
      async stream(house, body) {
        const reply = await house.ask('/responses', { body: { ...body, stream: true } });
        return { status: reply.status, error: reply.json().error };
      },
      async background(house, body) {
        const reply = await house.ask('/responses', { body: { ...body, background: true } });
        return { status: reply.status, error: reply.json().error };
      },
      async WebSocket(house, body) {
        await using socket = await house.socketOf('ada');
        socket.create(body);
        const { last } = await within('a refusal', socket.turn());
        return { status: last.status, error: last.error };
      },
    };

  it.each(Object.keys(refusals))('what cannot be gone on from is not found: %s', async (way) => {
    await using house = await openStateHouse({ store: openStore() });
    const refusal = refusals[way] as (typeof refusals)[string];
    const create = async (body: object, tenant: 'ada' | 'eve' = 'ada') =>
      (await house.get('/responses', { body: { model, input: 'x', ...body }, tenant }))
        .id as string;
    const deleted = await create({});
    await house.get(`/responses/${deleted}`, { method: 'DELETE' });
    const parent = await create({});
    const child = await create({ previous_response_id: parent });
    await house.get(`/responses/${parent}`, { method: 'DELETE' });
    house.upstream.script(status(400));
    const failing = await house.ask('/responses', { body: { model, input: 'x', stream: true } });
    expect(failing.status).toBe(400);
    house.upstream.reset();
    const ids = [
      `resp_${'0'.repeat(32)}`,
      'not an id \u0000 ✓',
      deleted,
      parent,
      await create({}, 'eve'),
      await create({ store: false }),
    ];
    const before = house.upstream.requests.length;
    for (const id of ids)
      expect(await refusal(house, { model, input: 'x', previous_response_id: id })).toEqual(
        gone(id),
      );
    expect(house.upstream.requests).toHaveLength(before);
    expect((await house.get(`/responses/${child}`)).id).toBe(child);
  });

  it.each(Object.keys(refusals).filter((way) => way !== 'background'))(
    'an output of a call that nobody made is refused: %s',
    async (way) => {
      await using house = await openStateHouse({ store: openStore() });
      const refusal = refusals[way] as (typeof refusals)[string];
      house.upstream.script(always(says(outputItems)));
      const { id } = await house.get('/responses', { body: { model, input: 'x' } });
      const { id: conversation } = await house.get('/conversations', {
        body: { items: [message('m')] },
      });
      const input = [{ type: 'function_call_output', call_id: 'call_nobody', output: '1' }];
      for (const place of [{}, { previous_response_id: id }, { conversation }]) {
        expect(await refusal(house, { model, input, ...place })).toMatchObject({
          status: 400,
          error: { message: expect.stringContaining('call_nobody') },
        });
      }
      expect(house.upstream.requests).toHaveLength(1);
    },
  );
});

function message(id: string) {
  const content = [{ type: 'output_text', text: 'Said.', annotations: [], logprobs: [] }];
  return { type: 'message', id, role: 'assistant', status: 'completed', content };
}

/** An item with what it cannot stand without: the call of an output, the output of a call. */
function pairOf(item: Item): Item[] {
  if (item.call_id === undefined) return [item];
  return inputItems.filter(({ call_id }) => call_id === item.call_id);
}
