import { hangsMidStream, neverAnswers } from '@gw/testkit/upstream';
import { APIUserAbortError } from 'openai';
import { expect, it } from 'vitest';
import { expectCancelled } from './support/expect-cancelled.ts';
import { failureOf } from './support/failure-of.ts';
import { onBothWays, openResponsesHouse, type Way } from './support/responses-house.ts';

const request = { model: 'test-model', input: 'Hi' };

/** The first of them with text. */
const hanging: Readonly<Record<Way, number>> = { native: 6, converted: 4 };

onBothWays('the openai SDK: aborts of responses', (way) => {
  for (const stream of [false, true]) {
    it(`while the upstream thinks, ${stream ? 'streamed' : 'whole'}: it is stopped`, async () => {
      await using house = await openResponsesHouse(way);
      house.upstream.script(neverAnswers());
      const controller = new AbortController();
      const { signal } = controller;
      const call = house.client().responses.create({ ...request, stream }, { signal });
      const failed = expect(call).rejects.toBeInstanceOf(APIUserAbortError);
      await house.upstream.nextRequest();
      controller.abort();
      await failed;
      await expectCancelled(house);
    });
  }

  it('in the middle, by leaving the loop: it is stopped, and nothing is kept', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(hangsMidStream(hanging[way]));
    const events = await house.client().responses.create({ ...request, stream: true });
    let id = '';
    for await (const event of events) {
      if (event.type === 'response.created') id = event.response.id;
      if (event.type === 'response.output_text.delta') break;
    }
    await expectCancelled(house);
    const next = { ...request, previous_response_id: id };
    expect(await failureOf(house.openai.responses.create(next))).toMatchObject({
      code: 'previous_response_not_found',
    });
  });

  it('of a running helper', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(hangsMidStream(hanging[way]));
    const running = house.client().responses.stream(request);
    running.on('response.output_text.delta', () => running.abort());
    await expect(running.done()).rejects.toBeInstanceOf(APIUserAbortError);
    await expectCancelled(house);
  });
});
