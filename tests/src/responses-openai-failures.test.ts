import { always, cutMidStream, errorEventInside200, failResponse } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { failureOf } from './support/failure-of.ts';
import { judge } from './support/record-streams.ts';
import { onBothWays, openResponsesHouse } from './support/responses-house.ts';

const request = { model: 'test-model', input: 'Hi' };

/** Ways for an upstream to break off a stream that has content already. */
const breaks = {
  'a connection that is cut': () => cutMidStream({ afterFrames: 6, how: 'fin' }),
  'an error inside the stream': () =>
    errorEventInside200({ afterFrames: 6, error: { message: 'Overloaded' } }),
};

onBothWays('the openai SDK: responses that fail half-way', (way) => {
  it.each(Object.entries(breaks))('%s is an error after what had come', async (_, fails) => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(fails(), fails());
    const input = 'one two three four five six seven';
    const events = await house.openai.responses.create({ ...request, input, stream: true });
    let text = '';
    const reading = async () => {
      for await (const event of events) {
        if (event.type === 'response.output_text.delta') text += event.delta;
      }
    };
    await failureOf(reading());
    expect(text).toMatch(/^You wrote:/);
    const reply = await house.send('/responses', { body: { ...request, input, stream: true } });
    const { events: told, violations } = judge(reply.text);
    expect(violations).toEqual([]);
    expect(told.slice(-2)).toMatchObject([
      { type: 'error' },
      {
        type: 'response.failed',
        response: {
          status: 'failed',
          output: [{ content: [{ type: 'output_text', text }] }],
        },
      },
    ]);
  });
});

describe('the openai SDK: a response that its upstream calls failed', () => {
  it('keeps the reason, streamed', async () => {
    await using house = await openResponsesHouse('native');
    const fails = failResponse({ afterFrames: 6, code: 'server_error', message: 'Out of luck.' });
    house.upstream.script(fails);
    const body = { ...request, input: 'one two three four five', stream: true };
    const { events, violations } = judge((await house.send('/responses', { body })).text);
    expect(violations).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { error: { code: 'server_error', message: 'Out of luck.' } },
    });
  });

  it('is another try at another target while nothing was said', async () => {
    await using house = await openResponsesHouse('native', {
      providerIds: ['main', 'other'],
      models: { both: ['main/test-model', 'other/test-model'] },
    });
    house.upstream.script(always(failResponse({ afterFrames: 2 })));
    const final = await house.openai.responses
      .stream({ ...request, model: 'both' })
      .finalResponse();
    expect(final.output_text).toBe('You wrote: Hi');
    expect(house.upstreamOf('other').requests).toHaveLength(1);
    await house.validStreams();
  });
});
