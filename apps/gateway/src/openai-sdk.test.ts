import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type GatewayProcess, startGateway } from './__fixtures__/gateway-process.ts';

/** The official client against the server as `npm start` runs it. */
let gateway: GatewayProcess;
let client: OpenAI;

beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'unused', maxRetries: 0 });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const model = 'demo';
const messages = [{ role: 'user' as const, content: 'Hello there' }];
const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather of a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2 } },
      required: ['city', 'days'],
    },
  },
};

describe('chat', () => {
  it('answers', async () => {
    const completion = await client.chat.completions.create({ model, messages, n: 2 });
    expect(completion.choices.map(({ message }) => message.content)).toEqual([
      expect.stringContaining('built-in demo model'),
      expect.stringContaining('“Hello there”'),
    ]);
    expect(completion.usage).toMatchObject({ prompt_tokens: 2 });
    expect(completion._request_id).toMatch(/^req_/);
  });

  it('streams word by word what it answers at once', async () => {
    const whole = await client.chat.completions.create({ model, messages });
    const stream = client.chat.completions.stream({
      model,
      messages,
      stream_options: { include_usage: true },
    });
    const words: string[] = [];
    stream.on('content', (delta) => words.push(delta));
    const streamed = await stream.finalChatCompletion();
    expect(words.length).toBeGreaterThan(10);
    expect(words.join('')).toBe(whole.choices[0]?.message.content);
    expect(streamed.usage).toEqual(whole.usage);
  });

  it('stops when the client has had enough', async () => {
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    for await (const _ of stream) break;
    expect(stream.controller.signal.aborted).toBe(true);
  });

  it('calls tools and takes their results, in the loop of the client', async () => {
    const cities: string[] = [];
    const runner = client.chat.completions.runTools({
      model,
      messages,
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
      tools: [
        {
          type: 'function',
          function: {
            ...weather.function,
            function: (args: string) => {
              cities.push(JSON.parse(args).city);
              return 'Sunny';
            },
          },
        },
      ],
    });
    await runner.done();
    expect(cities).toEqual(['city']);
    const history = [...runner.messages];
    const { choices } = await client.chat.completions.create({ model, messages: history });
    expect(choices[0]?.message.content).toContain('The tool get_weather returned: “Sunny”');
  });

  it('streams parallel calls', async () => {
    const time = { type: 'function' as const, function: { name: 'get_time' } };
    const request = {
      model,
      messages,
      tools: [weather, time],
      tool_choice: 'required' as const,
      parallel_tool_calls: true,
    };
    const whole = await client.chat.completions.create(request);
    const streamed = await client.chat.completions.stream(request).finalChatCompletion();
    const calls = whole.choices[0]?.message.tool_calls;
    expect(calls).toMatchObject([
      { function: { name: 'get_weather', arguments: '{"city":"city","days":2}' } },
      { function: { name: 'get_time', arguments: '{}' } },
    ]);
    expect(streamed.choices[0]?.message.tool_calls).toMatchObject(calls ?? []);
    expect(streamed.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('fills a structured answer that the client parses', async () => {
    const Step = z.object({ title: z.string(), kind: z.enum(['read', 'write']) });
    const Plan = z.object({ steps: z.array(Step), due: z.iso.date().nullable() });
    const { choices } = await client.chat.completions.parse({
      model,
      messages,
      response_format: zodResponseFormat(Plan, 'plan'),
    });
    expect(choices[0]?.message.parsed).toEqual({
      steps: [{ title: 'title', kind: 'read' }],
      due: '2026-01-01',
    });
  });

  it('counts images and tells log probabilities', async () => {
    const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AA==' } };
    const content = [{ type: 'text' as const, text: 'What is this?' }, image];
    const { choices } = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content }],
      logprobs: true,
    });
    expect(choices[0]?.message.content).toContain('With it came 1 image');
    const tokens = choices[0]?.logprobs?.content?.map(({ token }) => token);
    expect(tokens?.join('')).toBe(choices[0]?.message.content);
  });
});

describe('responses', () => {
  const { function: definition } = weather;
  const tool = { type: 'function' as const, strict: false, ...definition };

  it('answer, and are gone on from', async () => {
    const first = await client.responses.create({ model, input: 'Hello there' });
    expect(first.output_text).toContain('“Hello there”');
    expect(first).toMatchObject({ model, status: 'completed', usage: { input_tokens: 2 } });
    expect(first._request_id).toMatch(/^req_/);
    const next = await client.responses.create({
      model,
      input: 'And now?',
      previous_response_id: first.id,
    });
    expect(next.output_text).toContain('“And now?”');
    expect(next.previous_response_id).toBe(first.id);
    expect(next.usage?.input_tokens).toBeGreaterThan(first.usage?.total_tokens ?? 0);
  });

  it('stream word by word what they answer at once', async () => {
    const whole = await client.responses.create({ model, input: 'Hello there' });
    const stream = client.responses.stream({ model, input: 'Hello there' });
    const words: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => words.push(delta));
    const streamed = await stream.finalResponse();
    expect(words.length).toBeGreaterThan(10);
    expect(words.join('')).toBe(whole.output_text);
    expect(streamed).toMatchObject({ output_text: whole.output_text, usage: whole.usage });
  });

  it('call a tool and take its result, as a continuation of what called it', async () => {
    const asked = client.responses.stream({
      model,
      input: 'Hello there',
      tools: [tool],
      tool_choice: { type: 'function', name: 'get_weather' },
    });
    const { id, output } = await asked.finalResponse();
    const [call] = output.filter((item) => item.type === 'function_call');
    expect(call).toMatchObject({ name: 'get_weather', arguments: '{"city":"city","days":2}' });
    const { output_text } = await client.responses.create({
      model,
      previous_response_id: id,
      tools: [tool],
      input: [{ type: 'function_call_output', call_id: call?.call_id ?? '', output: 'Sunny' }],
    });
    expect(output_text).toContain('The tool get_weather returned: “Sunny”');
  });

  it('fill a structured answer that the client parses', async () => {
    const Plan = z.object({ title: z.string(), kind: z.enum(['read', 'write']) });
    const { output_parsed } = await client.responses.parse({
      model,
      input: 'Hello there',
      text: { format: zodTextFormat(Plan, 'plan') },
    });
    expect(output_parsed).toEqual({ title: 'title', kind: 'read' });
  });

  it('are compacted, and the compaction is understood', async () => {
    const compacted = await client.responses.compact({ model, input: 'I like tea' });
    expect(compacted.output.map(({ type }) => type)).toEqual(['message', 'compaction']);
    const input = [...compacted.output, { role: 'user' as const, content: 'And now?' }];
    const next = await client.responses.create({
      model,
      input: input as OpenAI.Responses.ResponseInput,
    });
    expect(next.output_text).toContain('“And now?”');
  });

  it('are counted before they are asked for', async () => {
    const { input_tokens } = await client.responses.inputTokens.count({
      model,
      input: 'Hello there',
    });
    expect(input_tokens).toBe(3);
  });

  it('refuse to go on from what is not there', async () => {
    const lost = client.responses.create({ model, input: 'x', previous_response_id: 'resp_gone' });
    await expect(lost).rejects.toThrow(OpenAI.BadRequestError);
    await expect(lost).rejects.toMatchObject({
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    });
  });
});

describe('the other endpoints', () => {
  it('embed, in base64 as the client asks by itself, and in numbers', async () => {
    const asked = { model, input: ['Hello there', 'Hello'], dimensions: 8 };
    const { data } = await client.embeddings.create(asked);
    expect(data.map(({ embedding }) => embedding.length)).toEqual([8, 8]);
    const numbers = await client.embeddings.create({ ...asked, encoding_format: 'float' });
    expect(numbers.data[0]?.embedding).toEqual(data[0]?.embedding);
  });

  it('make images, at once and in parts', async () => {
    const asked = { model, prompt: 'A cat', size: '1024x1024' as const };
    const { data } = await client.images.generate(asked);
    const file = Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    const stream = await client.images.generate({ ...asked, stream: true, partial_images: 1 });
    const events = await Array.fromAsync(stream);
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
    expect(events.at(-1)?.b64_json).toBe(data?.[0]?.b64_json);
  });

  it('list the model', async () => {
    const models = await Array.fromAsync(client.models.list());
    expect(models.map(({ id }) => id)).toEqual(['demo']);
    expect(await client.models.retrieve('demo')).toEqual(models[0]);
  });

  it('refuse in the classes of the client', async () => {
    await expect(client.models.retrieve('gpt-5')).rejects.toThrow(OpenAI.NotFoundError);
    const wrong = client.chat.completions.create({ model, messages, n: 1_000 });
    await expect(wrong).rejects.toThrow(OpenAI.BadRequestError);
    await expect(wrong).rejects.toMatchObject({ param: 'n', code: 'invalid_value' });
  });
});
