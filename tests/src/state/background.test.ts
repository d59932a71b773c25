import { always, createGate, gated, respond } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { judge } from '../support/record-streams.ts';
import type { Way } from '../support/responses-house.ts';
import { until } from '../support/until.ts';
import { eventsIn, responseIdIn } from './support/sse.ts';
import { type Members, openStateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const later = { model: 'test-model', input: 'one two three', background: true };
const streamed = { ...later, stream: true };

const ways: readonly Way[] = ['native', 'converted'];
const opening = ['response.created', 'response.queued', 'response.in_progress'];

function typesIn(text: string): string[] {
  return eventsIn(text).map(({ type }) => type);
}

onEveryStore('a background response', (openStore) => {
  describe.each(ways)('%s', (way) => {
    it('is told from its queue to its end, and is one and the same in all of it', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const { text } = await house.ask('/responses', { body: streamed });
      const { events, violations } = judge(text);
      expect(violations).toEqual([]);
      expect(events.slice(0, 3).map(({ type }) => type)).toEqual(opening);
      const [first] = events as readonly Members[];
      const { id, created_at, model } = first?.response ?? {};
      expect(await house.get(`/responses/${id}`)).toMatchObject({ id, created_at, model });
      expect(model).toBe(later.model);
    });

    it('is at work as soon as its model is asked, for all who look', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const gate = createGate();
      house.upstream.script(always(gated(gate)));
      const open = house.begin('/responses', { body: streamed });
      await until('the model is asked', () => house.upstream.requests.length === 1);
      await until('it is told', () => open.received().includes('response.in_progress'));
      expect(typesIn(open.received())).toEqual(opening);
      const id = responseIdIn(open.received()) ?? '';
      expect(await house.get(`/responses/${id}`)).toMatchObject({
        status: 'in_progress',
        output: [],
      });
      gate.open();
      const { text } = await open.reply;
      expect(judge(text).violations).toEqual([]);
      expect((await house.ask(`/responses/${id}?stream=true`)).text).toBe(text);
    });

    it('is left and taken up again before its model has said anything', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const gate = createGate();
      house.upstream.script(always(gated(gate)));
      const open = house.begin('/responses', { body: streamed });
      await until('it has an id', () => responseIdIn(open.received()) !== undefined);
      const id = responseIdIn(open.received()) ?? '';
      open.leave();
      const rest = house.begin(`/responses/${id}?stream=true&starting_after=1`);
      await until('it is at work', () => typesIn(rest.received()).length === 1);
      gate.open();
      const { text } = await rest.reply;
      const whole = (await house.ask(`/responses/${id}?stream=true`)).text;
      expect(judge(whole).violations).toEqual([]);
      expect(eventsIn(text)).toEqual(eventsIn(whole).slice(2));
    });

    it('has failed where its upstream has no room, and is asked for once', async () => {
      const retry = { maxAttempts: 1 };
      await using house = await openStateHouse({ store: openStore(), way, retry });
      const error = { message: 'Busy.', type: 'server_error', param: null, code: 'unavailable' };
      house.upstream.script(always(respond({ status: 503, json: { error } })));
      const { text } = await house.ask('/responses', { body: streamed });
      expect(judge(text).violations).toEqual([]);
      expect(typesIn(text)).toEqual([...opening, 'error', 'response.failed']);
      expect(await house.get(`/responses/${responseIdIn(text)}`)).toMatchObject({
        status: 'failed',
        error: { code: 'unavailable', message: 'Busy.' },
      });
      expect(house.upstream.requests).toHaveLength(1);
    });

    it('is read to its end by the strict stream of the official client', async () => {
      await using house = await openStateHouse({ store: openStore(), way });
      const running = house.openai.responses.stream(later);
      const types: string[] = [];
      running.on('event', ({ type }) => void types.push(type));
      const final = await running.finalResponse();
      expect(final).toMatchObject({ status: 'completed', background: true });
      expect(final.output_text).toBe('You wrote: one two three');
      expect(types.slice(0, 3)).toEqual(opening);
      await house.validStreams();
    });
  });
});
