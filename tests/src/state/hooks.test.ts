import { type ApiRequest, type Hooks, type Payload, perStream } from '@gw/core';
import { expect, it } from 'vitest';
import { judge } from '../support/record-streams.ts';
import type { Way } from '../support/responses-house.ts';
import { lastRequest } from '../support/responses-house.ts';
import { keptIn } from './support/kept.ts';
import { doneFrame, eventsIn, responseIdIn } from './support/sse.ts';
import { type Members, openStateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const secret = '4111 1111 1111 1111';
const body = { model: 'test-model', input: `My card is ${secret}.` };

const ways: readonly Way[] = ['native', 'converted'];

/** The request without numbers of cards. */
function redacted(request: Payload<ApiRequest>): Payload<ApiRequest> {
  const text = new TextDecoder().decode(request.bytes()).replaceAll(secret, '[card]');
  const { input } = JSON.parse(text) as Members;
  const members = request as unknown as Payload<Members>;
  return members.with({ input }) as unknown as Payload<ApiRequest>;
}

onEveryStore('a redactor', (openStore) => {
  const cases = ways.flatMap((way) => [-2_000, 0].map((priority) => [way, priority] as const));
  it.each(cases)('of requests changes what is kept of them: %s, %i', async (way, priority) => {
    const store = openStore();
    const onRequest: Hooks['onRequest'] = ({ request }) => ({ request: redacted(request) });
    const use = [{ name: 'redactor', priority, onRequest }];
    await using house = await openStateHouse({ store, way, use });
    const { id } = await house.get('/responses', { body });
    const { text } = await house.ask('/responses', { body: { ...body, stream: true } });
    const { id: conversation } = await house.get('/conversations', { body: {} });
    await house.get('/responses', { body: { ...body, conversation } });
    const later = await house.get('/responses', { body: { ...body, background: true } });
    await expect
      .poll(async () => (await house.get(`/responses/${later.id}`)).status)
      .toBe('completed');
    for (const each of [id, responseIdIn(text), later.id]) {
      const { data } = await house.get(`/responses/${each}/input_items`);
      expect(data[0].content[0].text).toBe('My card is [card].');
    }
    expect(JSON.stringify(await keptIn(store))).not.toContain(secret);
    expect(JSON.stringify(house.upstream.requests.map(({ text: sent }) => sent))).not.toContain(
      secret,
    );
  });

  it.each(ways)(
    'behind the state changes what the model is told, and not what is kept: %s',
    async (way) => {
      const hook: Hooks = { name: 'redactor', wrapRun: redactRun };
      await using house = await openStateHouse({ store: openStore(), way, use: [hook] });
      const { id } = await house.get('/responses', { body });
      expect(JSON.stringify(lastRequest(house))).not.toContain(secret);
      const { data } = await house.get(`/responses/${id}/input_items`);
      expect(data[0].content[0].text).toBe(body.input);
    },
  );
});

const redactRun: NonNullable<Hooks['wrapRun']> = (ctx, next) => next(redacted(ctx.request));

/** Says everything loudly. */
const shout = (event: Members): Members => {
  const loud = JSON.stringify(event).replace(
    /"(delta|text)":"((?:[^"\\]|\\.)*)"/g,
    (_, name: string, text: string) => `"${name}":"${text.toUpperCase()}"`,
  );
  return JSON.parse(loud) as Members;
};

const hooks: Readonly<Record<string, Hooks>> = {
  'on every chunk': { name: 'shout', onChunk: (event) => shout(event) as never },
  'on the whole stream': {
    name: 'shout',
    onChunk: perStream(() => ({ push: (event) => [shout(event) as never], end: () => [] })),
  },
};

onEveryStore('onChunk hooks', (openStore) => {
  const cases = ways.flatMap((way) =>
    Object.keys(hooks).flatMap((hook) =>
      [-2_000, 0].map((priority) => [way, hook, priority] as const),
    ),
  );
  it.each(cases)(
    'change what is given and what is kept alike: %s, %s, %i',
    async (way, hook, priority) => {
      const store = openStore();
      const use = [{ ...(hooks[hook] as Hooks), priority }];
      await using house = await openStateHouse({ store, way, use });
      const input = 'one two three';
      const { text } = await house.ask('/responses', {
        body: { model: 'test-model', input, stream: true },
      });
      const { events, violations } = judge(text);
      expect(violations).toEqual([]);
      const final = (events.at(-1) as Members).response;
      expect(final.output[0].content[0].text).toBe('YOU WROTE: ONE TWO THREE');
      expect(await house.get(`/responses/${final.id}`)).toEqual(final);
      expect((await house.ask(`/responses/${final.id}?stream=true`)).text).toBe(text);
      const batches = await store.readEvents('ada', final.id, -1, 1_000);
      expect(batches.map((batch) => batch.events).join('') + doneFrame).toBe(text);
      await house.get('/responses', {
        body: { model: 'test-model', input: 'go on', previous_response_id: final.id },
      });
      expect(JSON.stringify(lastRequest(house))).toContain('YOU WROTE: ONE TWO THREE');
    },
  );

  it.each(ways)('that drop or hold back leave the log as it was given: %s', async (way) => {
    const store = openStore();
    const held: Hooks = {
      name: 'all at the end',
      onChunk: perStream(() => {
        const pieces: never[] = [];
        return {
          push: (event) => {
            if ((event as Members).type !== 'response.output_text.delta') return [event];
            pieces.push(event as never);
            return [];
          },
          end: () => pieces.splice(0),
        };
      }),
    };
    await using house = await openStateHouse({ store, way, use: [held] });
    const { text } = await house.ask('/responses', {
      body: { model: 'test-model', input: 'one two', stream: true },
    });
    const id = responseIdIn(text) ?? '';
    expect((await house.ask(`/responses/${id}?stream=true`)).text).toBe(text);
    expect(await house.get(`/responses/${id}`)).toEqual(eventsIn(text).at(-1)?.response);
  });

  it.each(ways)('onResponse changes what is kept of JSON: %s', async (way) => {
    const hook: Hooks = {
      name: 'shout',
      onResponse: (_, { body: told }) =>
        told && {
          body: (told as unknown as Payload<Members>).with({ metadata: { by: 'hook' } }) as never,
        },
    };
    await using house = await openStateHouse({ store: openStore(), way, use: [hook] });
    const given = await house.get('/responses', { body });
    expect(given.metadata).toEqual({ by: 'hook' });
    expect(await house.get(`/responses/${given.id}`)).toEqual(given);
  });
});
