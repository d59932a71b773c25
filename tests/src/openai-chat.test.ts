import { recordings, stream } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { openHouse } from './support/house.ts';

const messages = [{ role: 'user' as const, content: 'Grüße, 東京 👋🏽!' }];
const request = { model: 'test-model', messages };
const said = 'You wrote: Grüße, 東京 👋🏽!';

describe('the openai SDK: chat completions', () => {
  it('creates one', async () => {
    await using house = await openHouse();
    const completion = await house.client().chat.completions.create(request);
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'test-model',
      choices: [{ index: 0, message: { role: 'assistant', content: said }, finish_reason: 'stop' }],
      usage: { total_tokens: expect.any(Number) },
    });
  });

  it('finds our request id on the reply, and the same one is in the context of hooks', async () => {
    const seen: string[] = [];
    await using house = await openHouse({
      use: [{ name: 'ids', observe: (_, ctx) => void seen.push(ctx.requestId) }],
    });
    const completion = await house.client().chat.completions.create(request);
    expect(completion._request_id).toMatch(/^req_[0-9a-f]{32}$/);
    expect(new Set(seen)).toEqual(new Set([completion._request_id]));
    const { response } = await house
      .client({ defaultHeaders: { 'x-request-id': 'mine-1' } })
      .chat.completions.create(request)
      .withResponse();
    expect(response.headers.get('x-request-id')).toBe('mine-1');
    expect(response.headers.get('x-upstream-request-id')).toMatch(/^req_upstream_/);
  });

  it('streams, chunk by chunk', async () => {
    await using house = await openHouse();
    const chunks = await house.client().chat.completions.create({ ...request, stream: true });
    let text = '';
    let count = 0;
    for await (const chunk of chunks) {
      expect(chunk.object).toBe('chat.completion.chunk');
      text += chunk.choices[0]?.delta.content ?? '';
      count++;
    }
    expect(text).toBe(said);
    expect(count).toBeGreaterThan(4);
  });

  it('gets usage in a stream when it asks, and no usage chunk when it does not', async () => {
    await using house = await openHouse();
    const read = async (more: object) => {
      const params = { ...request, stream: true as const, ...more };
      const chunks = await house.client().chat.completions.create(params);
      const usages: unknown[] = [];
      let withoutChoices = 0;
      for await (const chunk of chunks) {
        if (chunk.usage) usages.push(chunk.usage.total_tokens);
        if (chunk.choices.length === 0) withoutChoices++;
      }
      return { usages, withoutChoices };
    };
    const asked = await read({ stream_options: { include_usage: true } });
    expect(asked).toEqual({ usages: [expect.any(Number)], withoutChoices: 1 });
    expect(await read({})).toEqual({ usages: [], withoutChoices: 0 });
  });

  it('assembles a stream with chat.completions.stream()', async () => {
    await using house = await openHouse();
    const running = house.client().chat.completions.stream(request);
    const deltas: string[] = [];
    running.on('content', (delta) => void deltas.push(delta));
    const final = await running.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe(said);
    expect(deltas.join('')).toBe(said);
    expect(deltas.length).toBeGreaterThan(2);
  });

  it('gets n choices, whole and streamed', async () => {
    await using house = await openHouse();
    const expected = [said, `(2) ${said}`, `(3) ${said}`];
    const completion = await house.client().chat.completions.create({ ...request, n: 3 });
    expect(completion.choices.map(({ message }) => message.content)).toEqual(expected);
    const final = await house
      .client()
      .chat.completions.stream({ ...request, n: 3 })
      .finalChatCompletion();
    expect(final.choices.map(({ message }) => message.content)).toEqual(expected);
  });

  it('gets logprobs, whole and streamed', async () => {
    await using house = await openHouse();
    const params = { ...request, logprobs: true, top_logprobs: 2 };
    const client = house.client();
    const completion = await client.chat.completions.create(params);
    const tokens = completion.choices[0]?.logprobs?.content ?? [];
    expect(tokens.map(({ token }) => token).join('')).toBe(said);
    expect(tokens[0]?.top_logprobs).toHaveLength(2);
    const final = await client.chat.completions.stream(params).finalChatCompletion();
    expect(final.choices[0]?.logprobs?.content).toEqual(tokens);
  });

  it('sends pictures and sounds in parts, which reach the upstream unchanged', async () => {
    await using house = await openHouse();
    const content: OpenAI.ChatCompletionContentPart[] = [
      { type: 'text', text: 'What is on these?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      { type: 'image_url', image_url: { url: 'https://pictures.test/1.png', detail: 'high' } },
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
    ];
    const parts = [{ role: 'user' as const, content }];
    const completion = await house.client().chat.completions.create({
      model: 'test-model',
      messages: parts,
    });
    expect(completion.choices[0]?.message.content).toBe(
      'You wrote: What is on these? [image_url] [image_url] [input_audio]',
    );
    const { json } = await house.upstream.nextRequest();
    expect(json).toEqual({ model: 'test-model', messages: parts });
  });

  it('parses structured output, whole and streamed; the schema reaches the upstream', async () => {
    await using house = await openHouse();
    const params = {
      ...request,
      response_format: {
        type: 'json_schema' as const,
        json_schema: {
          name: 'trip',
          strict: true,
          schema: {
            type: 'object',
            properties: { city: { type: 'string' }, days: { type: 'integer' } },
            required: ['city', 'days'],
            additionalProperties: false,
          },
        },
      },
    };
    const completion = await house.client().chat.completions.parse(params);
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'city', days: 1 });
    const { json } = await house.upstream.nextRequest();
    expect(json).toEqual(params);
    const final = await house.client().chat.completions.stream(params).finalChatCompletion();
    expect(final.choices[0]?.message.parsed).toEqual({ city: 'city', days: 1 });
  });

  it('reads members that no schema knows, such as reasoning', async () => {
    await using house = await openHouse();
    house.upstream.script(stream(recordings.chatReasoning.frames));
    const chunks = await house.client().chat.completions.create({ ...request, stream: true });
    let reasoning = '';
    for await (const chunk of chunks) {
      const delta = chunk.choices[0]?.delta as { reasoning_content?: string } | undefined;
      reasoning += delta?.reasoning_content ?? '';
    }
    expect(reasoning.length).toBeGreaterThan(20);
  });

  it('asks another provider by prefix, and the reply names the model as the upstream did', async () => {
    await using house = await openHouse({ providerIds: ['main', 'other'] });
    const completion = await house
      .client()
      .chat.completions.create({ ...request, model: 'other/meta/llama' });
    expect(completion.model).toBe('meta/llama');
    expect(house.upstream.requests).toHaveLength(0);
    expect(house.upstreamOf('other').requests[0]?.json).toMatchObject({ model: 'meta/llama' });
  });
});
