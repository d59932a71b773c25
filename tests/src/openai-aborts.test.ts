import { hangsMidStream, neverAnswers, slowFirstByte } from '@gw/testkit/upstream';
import { APIUserAbortError } from 'openai';
import { describe, expect, it } from 'vitest';
import { type House, openHouse } from './support/house.ts';
import { within } from './support/until.ts';

const request = { model: 'test-model', messages: [{ role: 'user' as const, content: 'Hi' }] };

/** The upstream sees the close soon, and the call is over once and as cancelled. */
async function expectCancelled(house: House): Promise<void> {
  const seen = house.upstream.requests[0];
  const outcome = await within('the upstream sees the close', seen?.closed ?? Promise.reject());
  expect(outcome).toBe('aborted');
  const settled = await house.settled();
  expect(settled.map((event) => event.outcome)).toEqual(['cancelled']);
  expect(house.upstream.openStreams()).toBe(0);
}

describe('the openai SDK: aborts', () => {
  it('before the call: nothing is sent', async () => {
    await using house = await openHouse();
    const signal = AbortSignal.abort();
    const call = house.client().chat.completions.create(request, { signal });
    await expect(call).rejects.toBeInstanceOf(APIUserAbortError);
    expect(house.upstream.requests).toHaveLength(0);
  });

  for (const stream of [false, true]) {
    it(`while the upstream thinks, ${stream ? 'streamed' : 'whole'}: it is stopped`, async () => {
      await using house = await openHouse();
      house.upstream.script(neverAnswers());
      const controller = new AbortController();
      const { signal } = controller;
      const call = house.client().chat.completions.create({ ...request, stream }, { signal });
      const failed = expect(call).rejects.toBeInstanceOf(APIUserAbortError);
      await house.upstream.nextRequest();
      controller.abort();
      await failed;
      await expectCancelled(house);
    });
  }

  it('between the head and the first token: it is stopped', async () => {
    await using house = await openHouse();
    house.upstream.script(slowFirstByte(60_000, { headersFirst: true }));
    const controller = new AbortController();
    const { signal } = controller;
    const params = { ...request, stream: true as const };
    const call = house.client().chat.completions.create(params, { signal });
    const failed = expect(call).rejects.toBeInstanceOf(APIUserAbortError);
    await house.upstream.nextRequest();
    controller.abort();
    await failed;
    await expectCancelled(house);
  });

  it('mid-stream: the upstream is stopped and observers have what had come', async () => {
    await using house = await openHouse();
    house.upstream.script(hangsMidStream(3));
    const chunks = await house.client().chat.completions.create({ ...request, stream: true });
    let text = '';
    for await (const chunk of chunks) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (text === 'You wrote:') break;
    }
    await expectCancelled(house);
    const [settled] = await house.settled();
    expect(settled?.usage).toMatchObject({ estimated: true, outputTokens: 3 });
    expect(settled?.response).toMatchObject({
      choices: [{ message: { content: 'You wrote:' }, finish_reason: null }],
    });
  });

  it('of a running stream helper', async () => {
    await using house = await openHouse();
    house.upstream.script(hangsMidStream(3));
    const running = house.client().chat.completions.stream(request);
    running.on('content', () => running.abort());
    await expect(running.done()).rejects.toBeInstanceOf(APIUserAbortError);
    await expectCancelled(house);
  });

  it('by a timeout of the SDK: the upstream is stopped as well', async () => {
    await using house = await openHouse();
    house.upstream.script(neverAnswers());
    const call = house.client({ timeout: 100 }).chat.completions.create(request);
    await expect(call).rejects.toThrow('timed out');
    await expectCancelled(house);
  });
});
