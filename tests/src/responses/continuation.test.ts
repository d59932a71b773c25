/** A conversation goes on from what the gateway holds. */
import { createMemoryResponseStore, type Hooks, perStream } from '@gw/core';
import type { ResponseResource } from '@gw/schema';
import { cutMidStream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import type { House } from '../support/house.ts';
import { eventsOf, faultsOfResponse, faultsOfStream, finalOf } from './support/oracle.ts';
import { weather } from './support/scenarios.ts';
import { plainSetups } from './support/setups.ts';
import { toldTo } from './support/told.ts';

const post = (house: House, body: object) =>
  house.send('/responses', { body: { model: 'test-model', ...body } });

const respond = async (house: House, body: object) => {
  const reply = await post(house, body);
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  return reply.json() as unknown as ResponseResource;
};

/** The same, as a stream. */
const stream = async (house: House, body: object) => {
  const { text } = await post(house, { ...body, stream: true });
  expect(faultsOfStream(text)).toEqual([]);
  return finalOf(eventsOf(text));
};

const notFound = (id: string) => ({
  error: {
    message: `Previous response with id '${id}' not found.`,
    type: 'invalid_request_error',
    param: 'previous_response_id',
    code: 'previous_response_not_found',
  },
});

const last = (house: House) => house.upstream.requests.at(-1);

describe.each(plainSetups.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  // G16
  describe.each([
    ['whole', respond],
    ['streamed', stream],
  ] as const)('previous_response_id, %s', (_kind, ask) => {
    it('puts what was asked and answered before the new input, in order', async () => {
      await using house = await setup.open();
      const first = await ask(house, { input: 'one' });
      const second = await ask(house, { input: 'two', previous_response_id: first.id });
      const third = await ask(house, { input: 'three', previous_response_id: second.id });
      expect(toldTo(last(house))).toEqual([
        'user: one',
        'assistant: You wrote: one',
        'user: two',
        'assistant: You wrote: two',
        'user: three',
      ]);
      expect(second.previous_response_id).toBe(first.id);
      expect(third.previous_response_id).toBe(second.id);
      expect(faultsOfResponse(third)).toEqual([]);
      expect(last(house)?.text).not.toContain('previous_response_id');
    });

    it('leaves old instructions behind, and has the new ones', async () => {
      await using house = await setup.open();
      const first = await ask(house, { input: 'one', instructions: 'Be old.' });
      expect(first.instructions).toBe('Be old.');
      const second = await ask(house, {
        input: 'two',
        instructions: 'Be new.',
        previous_response_id: first.id,
      });
      expect(second.instructions).toBe('Be new.');
      expect(last(house)?.text).not.toContain('Be old.');
      expect(toldTo(last(house))[0]).toBe('system: Be new.');
      const third = await ask(house, { input: 'three', previous_response_id: second.id });
      expect(third.instructions).toBeNull();
      expect(last(house)?.text).not.toMatch(/Be (old|new)/);
    });

    it('goes on from calls to their outputs; tools must be sent again', async () => {
      await using house = await setup.open();
      const tools = { tools: [weather], tool_choice: 'required' };
      const first = await ask(house, { input: 'now', ...tools });
      const [call] = first.output;
      if (call?.type !== 'function_call') throw new Error('Nothing is called.');
      const output = { type: 'function_call_output', call_id: call.call_id, output: '21' };
      const second = await ask(house, { input: [output], previous_response_id: first.id });
      expect(toldTo(last(house))).toEqual([
        'user: now',
        'call get_weather',
        `output of ${call.call_id}: 21`,
      ]);
      expect(second.tools).toEqual([]);
      expect(last(house)?.text).not.toContain('"parameters"');
    });

    it('may branch: two responses go on from one', async () => {
      await using house = await setup.open();
      const first = await ask(house, { input: 'one' });
      for (const input of ['left', 'right']) {
        await ask(house, { input, previous_response_id: first.id });
        expect(toldTo(last(house))).toEqual([
          'user: one',
          'assistant: You wrote: one',
          `user: ${input}`,
        ]);
      }
    });

    it('what a chunk hook or its answer left is what goes on', async () => {
      const shout: Hooks = {
        name: 'shout',
        onChunk: perStream(() => ({
          push: (event) =>
            'type' in event && event.type === 'response.output_text.delta'
              ? [{ ...event, delta: event.delta.toUpperCase() }]
              : [event],
          end: () => [],
        })),
      };
      await using house = await setup.open({ use: [shout] });
      const first = await stream(house, { input: 'one' });
      await ask(house, { input: 'two', previous_response_id: first.id });
      expect(toldTo(last(house))).toEqual(['user: one', 'assistant: YOU WROTE: ONE', 'user: two']);
    });
  });

  // G17
  describe('what is not there', () => {
    it.each([{}, { stream: true }])('is 400, naming the field (%j)', async (more) => {
      await using house = await setup.open();
      const reply = await post(house, { input: 'x', previous_response_id: 'resp_never', ...more });
      expect([reply.status, reply.json()]).toEqual([400, notFound('resp_never')]);
      expect(house.upstream.requests).toEqual([]);
    });

    it.each(['function_call_output', 'custom_tool_call_output'])(
      '%s of an unknown call is 400, naming it; also behind a response that is known',
      async (type) => {
        await using house = await setup.open();
        const { id } = await respond(house, { input: 'one' });
        const words = type.replaceAll('_', ' ');
        for (const previous_response_id of [undefined, id]) {
          const input = [
            { type: 'message', role: 'user', content: 'x' },
            { type, call_id: 'call_never', output: '1' },
          ];
          const reply = await post(house, { input, previous_response_id });
          expect([reply.status, reply.json()]).toEqual([
            400,
            {
              error: {
                message: `No tool call found for ${words} with call_id call_never.`,
                type: 'invalid_request_error',
                param: 'input[1].call_id',
                code: 'invalid_value',
              },
            },
          ]);
        }
        expect(house.upstream.requests).toHaveLength(1);
      },
    );

    it.each([
      ['whole', respond],
      ['streamed', stream],
    ] as const)('store: false, %s: nothing of it can be found again', async (_kind, ask) => {
      await using house = await setup.open();
      const { id, output, store } = await ask(house, { input: 'one', store: false });
      expect(store).toBe(false);
      const reply = await post(house, { input: 'x', previous_response_id: id });
      expect([reply.status, reply.json()]).toEqual([400, notFound(id)]);
      const itemId = output[0]?.id;
      const item = await post(house, { input: [{ type: 'item_reference', id: itemId }] });
      expect([item.status, item.json()]).toMatchObject([400, { error: { param: 'input[0].id' } }]);
      for (const method of ['GET', 'DELETE']) {
        expect((await house.send(`/responses/${id}`, { method })).status).toBe(404);
      }
    });

    it('a stored response does not make one that goes on from it without being stored', async () => {
      await using house = await setup.open();
      const first = await respond(house, { input: 'one' });
      const second = await respond(house, {
        input: 'two',
        store: false,
        previous_response_id: first.id,
      });
      expect((await post(house, { input: 'x', previous_response_id: second.id })).status).toBe(400);
      expect((await post(house, { input: 'x', previous_response_id: first.id })).status).toBe(200);
    });

    it('what a bounded store has let go answers as if it had never been', async () => {
      const store = createMemoryResponseStore({ maxResponses: 2 });
      await using house = await setup.open({ responses: { store } });
      const ids: string[] = [];
      const items: (string | undefined)[] = [];
      for (const input of ['one', 'two', 'three']) {
        const { id, output } = await respond(house, { input });
        ids.push(id);
        items.push(output[0]?.id);
      }
      const [gone = '', , kept = ''] = ids;
      const lost = await post(house, { input: 'x', previous_response_id: gone, store: false });
      expect([lost.status, lost.json()]).toEqual([400, notFound(gone)]);
      expect(
        (await post(house, { input: [{ type: 'item_reference', id: items[0] }] })).status,
      ).toBe(400);
      await respond(house, { input: 'x', previous_response_id: kept, store: false });
    });

    it('a response that failed is not there to go on from', async () => {
      await using house = await setup.open();
      house.upstream.script(cutMidStream({ afterFrames: 6, how: 'fin' }));
      const { text } = await post(house, { input: 'one', stream: true });
      const failed = finalOf(eventsOf(text));
      expect(failed.status).toBe('failed');
      const reply = await post(house, { input: 'x', previous_response_id: failed.id });
      expect([reply.status, reply.json()]).toEqual([400, notFound(failed.id)]);
    });
  });

  describe('references to items', () => {
    it.each([{ type: 'item_reference' }, { type: null }, {}])('%j is the item', async (type) => {
      await using house = await setup.open();
      const { output } = await respond(house, { input: 'one' });
      const reference = { ...type, id: output[0]?.id };
      await respond(house, {
        input: [{ role: 'user', content: 'before' }, reference, { role: 'user', content: 'two' }],
      });
      expect(toldTo(last(house))).toEqual([
        'user: before',
        'assistant: You wrote: one',
        'user: two',
      ]);
      expect(last(house)?.text).not.toContain('item_reference');
    });
  });
});
