import { cutMidStream, hangsMidStream, recordings, stream } from '@gw/testkit/upstream';
import { APIError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectCancelled } from './support/expect-cancelled.ts';
import { failureOf } from './support/failure-of.ts';
import { openHouse } from './support/house.ts';
import { chatTextOf, readEvents } from './support/sse-text.ts';

const messages = [{ role: 'user' as const, content: 'Grüße, 東京 👋🏽!' }];
const request = { model: 'test-model', messages };
const said = 'You wrote: Grüße, 東京 👋🏽!';

/** A house whose only upstream knows nothing of chat. */
const openReversed = () => openHouse({ provider: { apis: ['responses'] } });

describe('the openai SDK: chat completions on an upstream of responses', () => {
  it('creates one; the upstream is asked for a response that it need not keep', async () => {
    await using house = await openReversed();
    const completion = await house.client().chat.completions.create(request);
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'test-model',
      choices: [{ index: 0, message: { role: 'assistant', content: said }, finish_reason: 'stop' }],
      usage: { total_tokens: expect.any(Number) },
    });
    const { path, json } = await house.upstream.nextRequest();
    expect(path).toBe('/v1/responses');
    expect(json).toMatchObject({ model: 'test-model', store: false });
  });

  it('streams, with usage for who asks', async () => {
    await using house = await openReversed();
    const body = { ...request, stream: true, stream_options: { include_usage: true } };
    const { text } = await house.send('/chat/completions', { body });
    expect(chatTextOf(text)).toBe(said);
    const events = readEvents(text).map(({ name, data }) => [name, data] as const);
    expect(events.every(([name]) => name === undefined)).toBe(true);
    expect(events.at(-1)).toEqual([undefined, '[DONE]']);
    expect(JSON.parse(events.at(-2)?.[1] ?? '')).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) },
    });
  });

  it('assembles a stream with chat.completions.stream()', async () => {
    await using house = await openReversed();
    const running = house.client().chat.completions.stream(request);
    const deltas: string[] = [];
    running.on('content', (delta) => void deltas.push(delta));
    const final = await running.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe(said);
    expect(final.choices[0]?.finish_reason).toBe('stop');
    expect(deltas.join('')).toBe(said);
    expect(deltas.length).toBeGreaterThan(2);
  });

  it('parses structured output; the schema reaches the upstream', async () => {
    await using house = await openReversed();
    const schema = z.object({ city: z.string(), days: z.int() });
    const params = { ...request, response_format: zodResponseFormat(schema, 'trip') };
    const completion = await house.client().chat.completions.parse(params);
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'city', days: 1 });
    const { json } = await house.upstream.nextRequest();
    expect(json).toMatchObject({ text: { format: { type: 'json_schema', name: 'trip' } } });
    const final = await house.client().chat.completions.stream(params).finalChatCompletion();
    expect(final.choices[0]?.message.parsed).toEqual({ city: 'city', days: 1 });
  });

  it('gets a refusal as a refusal', async () => {
    await using house = await openReversed();
    const params = { ...request, messages: [{ role: 'user' as const, content: 'refuse this' }] };
    const whole = await house.client().chat.completions.create(params);
    const final = await house.client().chat.completions.stream(params).finalChatCompletion();
    for (const { choices } of [whole, final]) {
      expect(choices[0]?.message.refusal).toBe('I cannot do that: refuse this');
      expect(choices[0]?.message.content ?? '').toBe('');
    }
  });

  it('stops at max_completion_tokens', async () => {
    await using house = await openReversed();
    const content = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');
    const params = {
      ...request,
      messages: [{ role: 'user' as const, content }],
      max_completion_tokens: 16,
    };
    const completion = await house.client().chat.completions.create(params);
    expect(completion.choices[0]?.finish_reason).toBe('length');
    expect(completion.usage?.completion_tokens).toBe(16);
  });

  it('gets logprobs, whole and streamed', async () => {
    await using house = await openReversed();
    const params = { ...request, logprobs: true, top_logprobs: 2 };
    const whole = await house.client().chat.completions.create(params);
    const final = await house.client().chat.completions.stream(params).finalChatCompletion();
    for (const { choices } of [whole, final]) {
      const tokens = choices[0]?.logprobs?.content ?? [];
      expect(tokens.map(({ token }) => token).join('')).toBe(said);
      expect(tokens[0]?.top_logprobs).toHaveLength(2);
    }
  });

  it('sends pictures in parts', async () => {
    await using house = await openReversed();
    const url = 'https://pictures.test/1.png';
    const completion = await house.client().chat.completions.create({
      model: 'test-model',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is on this?' },
            { type: 'image_url', image_url: { url, detail: 'high' } },
          ],
        },
      ],
    });
    expect(completion.choices[0]?.message.content).toBe(
      'You wrote: What is on this? [input_image]',
    );
    const { text } = await house.upstream.nextRequest();
    expect(text).toContain(`"image_url":"${url}"`);
  });

  it('shows reasoning as the upstream tells it', async () => {
    await using house = await openReversed();
    house.upstream.script(stream(recordings.responsesRawReasoning.frames));
    const body = { ...request, stream: true };
    const { text } = await house.send('/chat/completions', { body });
    expect(chatTextOf(text)).toBe('9.8 is greater ✓');
    const told = readEvents(text)
      .filter(({ data }) => data !== '[DONE]')
      .flatMap(({ data }) => (JSON.parse(data) as { choices: { delta: object }[] }).choices)
      .map(({ delta }) => (delta as { reasoning_content?: string }).reasoning_content ?? '');
    expect(told.join('')).toBe('Compare the tenths: 1 < 8 → done.');
  });

  it('refuses what a response cannot say, naming the field', async () => {
    await using house = await openReversed();
    const error = await failureOf(house.client().chat.completions.create({ ...request, n: 2 }));
    expect(error).toMatchObject({ status: 400, param: 'n' });
    expect(house.upstream.requests).toHaveLength(0);
  });

  it('a stream that is cut half-way throws after what had come', async () => {
    await using house = await openReversed();
    house.upstream.script(cutMidStream({ afterFrames: 6, how: 'fin' }));
    const chunks = await house.client().chat.completions.create({ ...request, stream: true });
    let text = '';
    const reading = async () => {
      for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(reading()).rejects.toBeInstanceOf(APIError);
    expect(said).toContain(text);
    expect(text).not.toBe('');
  });

  it('a client that leaves stops the upstream', async () => {
    await using house = await openReversed();
    house.upstream.script(hangsMidStream(6));
    const chunks = await house.client().chat.completions.create({ ...request, stream: true });
    for await (const chunk of chunks) if (chunk.choices[0]?.delta.content) break;
    await expectCancelled(house);
  });
});
