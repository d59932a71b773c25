import { always, createGate, gated } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { judge } from '../support/record-streams.ts';
import type { Way } from '../support/responses-house.ts';
import { pause, until } from '../support/until.ts';
import { includeWhole } from './support/items.ts';
import { keptIn } from './support/kept.ts';
import { doneFrame, eventsIn, framesIn, responseIdIn } from './support/sse.ts';
import { type Members, openStateHouse, type StateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const hello = { model: 'test-model', input: 'one two three' };
const streamed = { ...hello, stream: true };

const ways: readonly Way[] = ['native', 'converted'];

async function replay(house: StateHouse, id: string, after?: number) {
  const from = after === undefined ? '' : `&starting_after=${after}`;
  return house.ask(`/responses/${id}?stream=true${from}`);
}

onEveryStore('G23a', (openStore) => {
  describe.each(ways)('%s', (way) => {
    it.each([{}, { include: ['reasoning.encrypted_content'] }])(
      'GET is what the client was given at the end: %j',
      async (members) => {
        await using house = await openStateHouse({ store: openStore(), way });
        const body = {
          ...hello,
          ...members,
          instructions: 'Be brief.',
          metadata: { a: 'b' },
          reasoning: { effort: 'low', summary: 'detailed' },
          prompt_cache_key: 'k',
        };
        const query = 'include' in members ? `?${includeWhole}` : '';
        const given = await house.get('/responses', { body });
        expect(await house.get(`/responses/${given.id}${query}`)).toEqual(given);
        const stream = await house.ask('/responses', { body: { ...body, stream: true } });
        const { response } = eventsIn(stream.text).at(-1) ?? {};
        expect(await house.get(`/responses/${response.id}${query}`)).toEqual(response);
      },
    );

    it('so it is of one that was cut off, and of one that failed', async () => {
      await using house = await openStateHouse({
        store: openStore(),
        way,
        retry: { maxAttempts: 1 },
      });
      const long = { ...streamed, input: 'one '.repeat(40), max_output_tokens: 16 };
      const { response: cut } =
        eventsIn((await house.ask('/responses', { body: long })).text).at(-1) ?? {};
      expect(cut.status).toBe('incomplete');
      expect(await house.get(`/responses/${cut.id}`)).toEqual(cut);
    });
  });
});

onEveryStore('G23b', (openStore) => {
  describe.each(ways)('%s', (way) => {
    it('behind its end, a replay from every number is the rest of the same bytes', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const { text } = await house.ask('/responses', { body: streamed });
      const id = responseIdIn(text) ?? '';
      expect((await replay(house, id)).text).toBe(text);
      const frames = framesIn(text);
      for (let after = 0; after < frames.length - 1; after++) {
        const reply = await replay(house, id, after);
        expect(reply.status).toBe(200);
        expect(reply.text).toBe(frames.slice(after + 1).join(''));
      }
    });

    it('behind a number that it never had, a replay is its end', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const { text } = await house.ask('/responses', { body: streamed });
      const frames = framesIn(text);
      const id = responseIdIn(text) ?? '';
      for (const after of [frames.length - 1, frames.length, 1_000_000])
        expect((await replay(house, id, after)).text).toBe(frames.slice(-2).join(''));
    });

    it('while it runs, so it is from every number, the last ones included', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const gate = createGate();
      house.upstream.script(always(gated(gate)));
      const original = house.begin('/responses', { body: streamed });
      gate.release(6);
      await until('it tells', () => framesIn(original.received()).length >= 5);
      const id = responseIdIn(original.received()) ?? '';
      await expect.poll(async () => (await house.ask(`/responses/${id}`)).status).toBe(200);
      const begun = framesIn(original.received()).length;
      const afters = Array.from({ length: begun + 3 }, (_, at) => at - 1);
      const replays = afters.map((after) =>
        house.begin(`/responses/${id}?stream=true${after < 0 ? '' : `&starting_after=${after}`}`),
      );
      for (const [at, { received }] of replays.entries()) {
        const wanted = begun - (afters[at] ?? 0) - 1;
        await until(`replay ${at} has begun`, () => framesIn(received()).length >= wanted);
      }
      gate.open();
      const { text } = await original.reply;
      const frames = framesIn(text);
      for (const [at, { reply }] of replays.entries()) {
        expect((await reply).text).toBe(frames.slice((afters[at] ?? 0) + 1).join(''));
      }
      expect(frames.at(-1)).toBe(doneFrame);
    });
  });

  it.each(ways)('so it is where it was written in many pieces: %s', async (way) => {
    const store = openStore();
    await using house = await openStateHouse({ store, way });
    const input = Array.from({ length: 300 }, (_, at) => `word${at}`).join(' ');
    const { text } = await house.ask('/responses', { body: { ...streamed, input } });
    const id = responseIdIn(text) ?? '';
    const frames = framesIn(text);
    const batches = await store.readEvents('ada', id, -1, 1_000);
    expect(batches.length).toBeGreaterThan(3);
    expect(batches.map(({ events }) => events).join('') + doneFrame).toBe(text);
    const edges = batches.flatMap(({ first, last }) => [first, first + 1, last - 1, last]);
    for (const after of edges)
      expect((await replay(house, id, after)).text).toBe(frames.slice(after + 1).join(''));
  });

  it.each(['-1', '1.5', 'x', '9'.repeat(20)])('from what is no number: %s', async (after) => {
    await using house = await openStateHouse({ store: openStore() });
    const { text } = await house.ask('/responses', { body: streamed });
    const path = `/responses/${responseIdIn(text)}?stream=true&starting_after=${after}`;
    const reply = await house.ask(path);
    expect(reply.status).toBe(400);
    expect(reply.json().error).toMatchObject({ code: 'invalid_value', param: 'starting_after' });
  });

  it('is over an hour behind its end', async () => {
    await using house = await openStateHouse({ store: openStore(), state: { replayMs: 30 } });
    const { text } = await house.ask('/responses', { body: streamed });
    const id = responseIdIn(text) ?? '';
    await pause(60);
    const reply = await replay(house, id, 2);
    expect(reply.status).toBe(400);
    expect(reply.json().error).toMatchObject({ code: 'stream_expired', param: 'stream' });
    expect((await house.ask(`/responses/${id}`)).status).toBe(200);
  });

  it.each(ways)('a client that left finds its stream, with an end: %s', async (way) => {
    await using house = await openStateHouse({ store: openStore(), way });
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    const original = house.begin('/responses', { body: streamed });
    gate.release(7);
    await until('it tells', () => /output_text\.delta/.test(original.received()));
    const id = responseIdIn(original.received()) ?? '';
    const seen = original.received();
    original.leave();
    await until('the upstream is left', () => house.upstream.requests[0]?.wasAborted === true);
    await expect.poll(async () => (await house.ask(`/responses/${id}`)).status).toBe(200);
    await expect.poll(async () => (await house.get(`/responses/${id}`)).status).toBe('cancelled');
    const { text } = await replay(house, id);
    expect(text.startsWith(seen)).toBe(true);
    const { events, violations } = judge(text);
    expect(violations).toEqual([]);
    expect(events.at(-1)).toMatchObject({ response: { status: 'cancelled' } });
    const response = await house.get(`/responses/${id}`);
    expect(response).toEqual((events.at(-1) as { response?: unknown }).response);
    expect(response.output).toMatchObject([{ type: 'message', status: 'incomplete' }]);
  });
});

onEveryStore('G23c', (openStore) => {
  it('behind DELETE every route answers 404, and nothing of it is left', async () => {
    const store = openStore();
    await using house = await openStateHouse({ store });
    const image = `data:image/png;base64,${'iVBORw0KGgo'.repeat(20_000)}`;
    const content = [{ type: 'input_image', image_url: image, detail: 'auto' }];
    const body = { ...streamed, input: [{ role: 'user', content }] };
    await house.gateway.start();
    const before = await keptIn(store);
    const { text } = await house.ask('/responses', { body });
    const id = responseIdIn(text) ?? '';
    const { records } = await keptIn(store);
    const pieces = records.flatMap((record) => record.pieces.map(({ hash }) => hash));
    expect(pieces.length).toBeGreaterThan(0);
    for (const hash of pieces) expect(await store.readPiece('ada', hash)).toBeDefined();
    await house.get(`/responses/${id}`, { method: 'DELETE' });
    expect(await keptIn(store)).toEqual(before);
    expect(await store.readEvents('ada', id, -1, 10)).toEqual([]);
    for (const hash of pieces) expect(await store.readPiece('ada', hash)).toBeUndefined();
    const paths = ['', '?stream=true', '?stream=true&starting_after=1', '/input_items'];
    const replies = await Promise.all([
      ...paths.map((path) => house.ask(`/responses/${id}${path}`)),
      house.ask(`/responses/${id}`, { method: 'DELETE' }),
      house.ask(`/responses/${id}/cancel`, { method: 'POST' }),
    ]);
    for (const reply of replies) {
      expect(reply.status).toBe(404);
      expect(reply.json().error).toMatchObject({
        message: `Response with id '${id}' not found.`,
      });
    }
    const next = await house.ask('/responses', { body: { ...hello, previous_response_id: id } });
    expect(next.status).toBe(400);
  });
});

onEveryStore('G23d', (openStore) => {
  it('input_items, in pages of any length and both orders, have each item once', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const count = 23;
    const input = Array.from({ length: count }, (_, at) => ({ role: 'user', content: `${at}` }));
    const { id } = await house.get('/responses', { body: { ...hello, input } });
    const all = (await house.get(`/responses/${id}/input_items?limit=100`)).data;
    expect(all.map(({ content }: Members) => content[0].text)).toEqual(
      input.map(({ content }) => content).toReversed(),
    );
    for (const order of ['asc', 'desc']) {
      const expected = order === 'desc' ? all : all.toReversed();
      for (const limit of [1, 2, 5, 22, 23, 24, 100]) {
        const seen: unknown[] = [];
        for (let after = ''; ; ) {
          const path = `/responses/${id}/input_items?order=${order}&limit=${limit}${after}`;
          const page = await house.get(path);
          seen.push(...page.data);
          expect([page.first_id, page.last_id]).toEqual([page.data[0].id, page.data.at(-1).id]);
          if (!page.has_more) break;
          after = `&after=${page.last_id}`;
        }
        expect(seen).toEqual(expected);
      }
    }
  });
});
