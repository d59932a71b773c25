import { always, createGate, gated } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { failureOf } from '../support/failure-of.ts';
import { lastRequest, toldTo } from '../support/responses-house.ts';
import { until } from '../support/until.ts';
import { openStateHouse } from './support/state-house.ts';
import { onEveryStore } from './support/stores.ts';

const hello = { model: 'test-model', input: 'one two three' };

onEveryStore('the openai SDK: stored responses', (openStore) => {
  it('creates, retrieves, goes on from and deletes one', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.openai;
    const first = await responses.create({ ...hello, instructions: 'Be brief.' });
    const found = await responses.retrieve(first.id);
    expect(found).toEqual(first);
    expect(found.output_text).toBe('You wrote: one two three');
    const second = await responses.create({
      model: 'test-model',
      input: 'four',
      previous_response_id: first.id,
    });
    expect(second).toMatchObject({ previous_response_id: first.id, instructions: null });
    expect(toldTo(house)).toEqual([
      ['user', 'one two three'],
      ['assistant', 'You wrote: one two three'],
      ['user', 'four'],
    ]);
    expect(lastRequest(house).instructions ?? null).toBeNull();
    expect(await responses.delete(first.id)).toMatchObject({
      id: first.id,
      object: 'response.deleted',
      deleted: true,
    });
    expect(await failureOf(responses.retrieve(first.id))).toMatchObject({
      status: 404,
      message: expect.stringContaining(`Response with id '${first.id}' not found.`),
    });
    expect(await failureOf(Promise.resolve(responses.delete(first.id)))).toMatchObject({
      status: 404,
    });
    // What goes on from it stands.
    const third = await responses.create({ ...hello, previous_response_id: second.id });
    expect(third.status).toBe('completed');
    expect(toldTo(house)).toHaveLength(5);
  });

  it('streams one, and retrieves it as it was streamed', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.openai;
    const running = responses.stream(hello);
    const streamed = await running.finalResponse();
    const { output_parsed: _, ...rest } = streamed;
    expect(await responses.retrieve(streamed.id)).toMatchObject({ id: rest.id, usage: rest.usage });
    const replayed = await responses.retrieve(streamed.id, { stream: true });
    const events: { readonly type: string }[] = [];
    for await (const event of replayed) events.push(event);
    const [original, again] = await house.validStreams();
    expect(events).toEqual(original?.events);
    expect(again?.text).toBe(original?.text);
  });

  it('resumes a stream behind any number, and by responses.stream()', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.openai;
    const { id } = await responses.stream(hello).finalResponse();
    const [original] = await house.validStreams();
    const after = await responses.retrieve(id, { stream: true, starting_after: 3 });
    const numbers: number[] = [];
    for await (const { sequence_number } of after) numbers.push(sequence_number);
    const all = (original?.events ?? []).map(({ sequence_number }) => sequence_number as number);
    expect(numbers).toEqual(all.slice(4));
    const helper = responses.stream({ response_id: id, starting_after: 3 });
    const seen: number[] = [];
    helper.on('event', ({ sequence_number }) => void seen.push(sequence_number));
    const final = await helper.finalResponse();
    expect(final.output_text).toBe('You wrote: one two three');
    expect(seen).toEqual(numbers);
  });

  it.each([1, 2, 5, 100])('lists input items to the end, by %i, in both orders', async (limit) => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.openai;
    const texts = Array.from({ length: 7 }, (_, at) => `word ${at}`);
    const { id } = await responses.create({
      model: 'test-model',
      input: texts.map((content) => ({ role: 'user', content })),
    });
    for (const order of ['asc', 'desc', undefined] as const) {
      const seen: string[] = [];
      const ids = new Set<string | undefined>();
      for await (const item of responses.inputItems.list(id, { limit, ...(order && { order }) })) {
        ids.add(item.id);
        if (item.type === 'message' && 'text' in (item.content[0] ?? {}))
          seen.push((item.content[0] as { text: string }).text);
      }
      expect(seen).toEqual(order === 'asc' ? texts : texts.toReversed());
      expect(ids.size).toBe(texts.length);
    }
  });

  it('does not keep what is not to be stored', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.openai;
    for (const stream of [false, true]) {
      const { id } = stream
        ? await responses.stream({ ...hello, store: false }).finalResponse()
        : await responses.create({ ...hello, store: false });
      const previous_response_id = id;
      const attempts = [
        responses.retrieve(id),
        responses.inputItems.list(id),
        responses.cancel(id),
        responses.create({ ...hello, previous_response_id }),
      ];
      const failures = await Promise.all(attempts.map((one) => failureOf(Promise.resolve(one))));
      expect(failures.map(({ status }) => status)).toEqual([404, 404, 404, 400]);
    }
  });

  it('makes one by a prompt, with its variables', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { prompt_id: id } = await house
      .llamaStackOf('ada')
      .prompts.create({ prompt: 'Speak {{language}}.', variables: ['language'] });
    const prompt = { id, variables: { language: 'French' } };
    const response = await house.openai.responses.create({ ...hello, prompt });
    expect(response.prompt).toEqual({ ...prompt, version: '1' });
    expect(lastRequest(house)).toMatchObject({ instructions: 'Speak French.' });
    expect(lastRequest(house)).not.toHaveProperty('prompt');
    expect(await house.openai.responses.retrieve(response.id)).toEqual(response);
    const incomplete = house.openai.responses.create({ ...hello, prompt: { id } });
    expect(await failureOf(incomplete)).toMatchObject({
      status: 400,
      param: 'prompt.variables.language',
    });
  });
});

const later = { ...hello, background: true };

onEveryStore('the openai SDK: background responses', (openStore) => {
  it('polls one to its end', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.openai;
    let response = await responses.create(later);
    expect(response).toMatchObject({ status: 'queued', background: true, output: [] });
    await expect
      .poll(async () => {
        response = await responses.retrieve(response.id);
        return response.status;
      })
      .toBe('completed');
    expect(response).toMatchObject({ background: true, error: null });
    expect(response.output_text).toBe('You wrote: one two three');
  });

  it('cancels one, and twice is once', async () => {
    await using house = await openStateHouse({ store: openStore() });
    house.upstream.script(always(gated(createGate())));
    const { responses } = house.openai;
    const { id } = await responses.create(later);
    await until('the upstream is asked', () => house.upstream.requests.length === 1);
    const cancelled = await responses.cancel(id);
    expect(cancelled).toMatchObject({ id, status: 'cancelled', background: true, error: null });
    expect(await responses.cancel(id)).toEqual(cancelled);
    // The client adds this to what it retrieves, and not to what it cancels.
    expect(await responses.retrieve(id)).toEqual({ ...cancelled, output_text: '' });
    await until('the upstream is left', () => house.upstream.requests[0]?.wasAborted === true);
  });

  it('cancels only what runs for nobody', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const { responses } = house.openai;
    const foreground = await responses.create(hello);
    expect(await failureOf(responses.cancel(foreground.id))).toMatchObject({ status: 400 });
    const { id } = await responses.create(later);
    await expect.poll(async () => (await responses.retrieve(id)).status).toBe('completed');
    const { output_text: _, ...ended } = await responses.retrieve(id);
    expect(await responses.cancel(id)).toEqual(ended);
  });

  it('streams one, and takes the stream up again where it was cut', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    const { responses } = house.openai;
    const stream = await responses.create({ ...later, stream: true });
    gate.release(5);
    let id = '';
    let last = -1;
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id;
      last = event.sequence_number;
      if (last === 3) break;
    }
    stream.controller.abort();
    expect(id).toMatch(/^resp_/);
    const rest = await responses.retrieve(id, { stream: true, starting_after: last });
    gate.open();
    const numbers: number[] = [];
    let final: unknown;
    for await (const event of rest) {
      numbers.push(event.sequence_number);
      if (event.type === 'response.completed') final = event.response;
    }
    expect(numbers).toEqual(numbers.map((_, at) => last + 1 + at));
    expect(await responses.retrieve(id)).toMatchObject(final as object);
    const whole = await responses.stream({ response_id: id }).finalResponse();
    expect(whole.output_text).toBe('You wrote: one two three');
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('ends the stream of one that was cancelled, in a way that the client reads', async () => {
    await using house = await openStateHouse({ store: openStore() });
    const gate = createGate();
    house.upstream.script(always(gated(gate)));
    const { responses } = house.openai;
    const stream = await responses.create({ ...later, stream: true });
    gate.release(6);
    const types: string[] = [];
    let told: { readonly id: string; readonly status?: string } | undefined;
    for await (const event of stream) {
      types.push(event.type);
      if ('response' in event) told = event.response;
      if (event.type === 'response.output_text.delta') await responses.cancel(told?.id ?? '');
    }
    expect(types.filter((type) => /failed|completed|incomplete|error/.test(type))).toEqual([
      'response.failed',
    ]);
    expect(told).toMatchObject({ status: 'cancelled', error: null });
    await house.validStreams();
  });
});
