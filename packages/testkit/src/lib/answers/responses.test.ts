import { describe, expect, it } from 'vitest';
import { contract } from '../../__fixtures__/contract.ts';
import { createClient } from '../../__fixtures__/openai-client.ts';
import { startUpstream } from '../../upstream.ts';

const request = { model: 'm', input: 'héllo wörld' };

const flatTool = (name: string, argument: string) => ({
  type: 'function' as const,
  name,
  parameters: { type: 'object', properties: { [argument]: { type: 'string' } } },
  strict: false,
});
const weather = flatTool('get_weather', 'city');
const time = flatTool('get_time', 'zone');
const shell = { type: 'custom' as const, name: 'shell' };

/** What the official client makes of the answer, which fits the contract. */
async function respond(more: object = {}) {
  await using upstream = await startUpstream();
  const response = await createClient(upstream).responses.create({ ...request, ...more });
  const { output_text: _, ...wire } = response as typeof response & { _request_id?: unknown };
  expect(contract.response(wire)).toEqual([]);
  return response;
}

async function outputOf(more: object) {
  return (await respond(more)).output;
}

describe('a response', () => {
  it('depends on the request alone', async () => {
    const first = await respond();
    expect(first).toMatchObject({
      object: 'response',
      created_at: 1_764_967_971,
      completed_at: 1_764_967_972,
      status: 'completed',
      model: 'm',
      output_text: 'You wrote: héllo wörld',
      service_tier: 'default',
      usage: {
        input_tokens: 2,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 4,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 6,
      },
    });
    expect(await respond()).toEqual(first);
    expect((await respond({ model: 'other' })).id).not.toBe(first.id);
  });

  it('echoes what was asked for', async () => {
    const settings = {
      instructions: 'Be brief.',
      temperature: 0.5,
      top_p: 0.9,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      top_logprobs: 3,
      max_output_tokens: 99,
      max_tool_calls: 4,
      parallel_tool_calls: false,
      truncation: 'auto',
      store: false,
      service_tier: 'flex',
      metadata: { a: 'b' },
      safety_identifier: 'user',
      prompt_cache_key: 'key',
      reasoning: { effort: 'low', summary: null },
      text: { format: { type: 'text' }, verbosity: 'low' },
    };
    expect(await respond(settings)).toMatchObject(settings);
    const shown = { ...weather, description: null, strict: false };
    expect(await respond({ tools: [weather], tool_choice: 'none' })).toMatchObject({
      tools: [shown],
      tool_choice: 'none',
    });
    const allowed = { type: 'allowed_tools', tools: [{ type: 'function', name: 'get_time' }] };
    expect((await respond({ tools: [weather], tool_choice: allowed })).tool_choice).toEqual({
      ...allowed,
      mode: 'auto',
    });
  });

  it('answers the last item, and names parts that are no text', async () => {
    const input = [
      { role: 'user', content: 'before' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'then' }] },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is this?' },
          { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
        ],
      },
    ];
    expect((await respond({ input })).output_text).toBe('You wrote: What is this? [input_image]');
  });

  it('refuses when the user asks for that', async () => {
    expect(await outputOf({ input: 'refuse this' })).toMatchObject([
      { type: 'message', content: [{ type: 'refusal', refusal: 'I cannot do that: refuse this' }] },
    ]);
  });

  it('follows a format', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    await using upstream = await startUpstream();
    const { output_text } = await createClient(upstream).responses.create({
      ...request,
      text: { format: { type: 'json_schema', name: 'weather', schema } },
    });
    expect(JSON.parse(output_text)).toEqual({ city: 'city' });
    const { output_text: object } = await respond({ text: { format: { type: 'json_object' } } });
    expect(JSON.parse(object)).toEqual({ answer: 'héllo wörld' });
  });

  it('is cut off at the token limit, its reasoning counted', async () => {
    const input = Array.from({ length: 30 }, (_, at) => `w${at}`).join(' ');
    const response = await respond({ input, max_output_tokens: 16 });
    expect(response).toMatchObject({
      status: 'incomplete',
      completed_at: null,
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ status: 'incomplete' }],
      usage: { output_tokens: 16 },
    });
    expect(response.output_text).toBe(`You wrote: ${input.split(' ').slice(0, 14).join(' ')}`);
    const thinking = await respond({ input, max_output_tokens: 16, reasoning: { effort: 'low' } });
    expect(thinking.output_text).toBe(`You wrote: ${input.split(' ').slice(0, 4).join(' ')}`);
    expect(thinking.usage).toMatchObject({ output_tokens: 16 });
  });

  it('counts words, cached ones where a key is given', async () => {
    const { usage } = await respond({ instructions: 'Be brief.', prompt_cache_key: 'key' });
    expect(usage).toMatchObject({ input_tokens: 4, input_tokens_details: { cached_tokens: 2 } });
  });

  it('has log probabilities when they are included', async () => {
    const [plain] = await outputOf({});
    expect(plain).toMatchObject({ content: [{ logprobs: [] }] });
    const include = ['message.output_text.logprobs'];
    const [message] = await outputOf({ include, top_logprobs: 1 });
    const [part] = message?.type === 'message' ? message.content : [];
    const logprobs = part?.type === 'output_text' ? (part.logprobs ?? []) : [];
    expect(logprobs.map(({ token }) => token)).toEqual(['You', ' wrote:', ' héllo', ' wörld']);
    expect(logprobs[0]).toEqual({
      token: 'You',
      logprob: -0.125,
      bytes: [89, 111, 117],
      top_logprobs: [{ token: 'You', logprob: -0.125, bytes: [89, 111, 117] }],
    });
  });
});

describe('reasoning', () => {
  it('comes first when it is asked for, with a summary only where that is asked for', async () => {
    const types = async (reasoning: object | null) =>
      (await outputOf({ reasoning })).map(({ type }) => type);
    expect(await types(null)).toEqual(['message']);
    expect(await types({ effort: 'none' })).toEqual(['message']);
    expect(await types({ effort: 'low' })).toEqual(['reasoning', 'message']);
    const summaryOf = async (summary: string | null) => {
      const [item] = await outputOf({ reasoning: { effort: 'low', summary } });
      return item?.type === 'reasoning' && item.summary.map(({ text }) => text);
    };
    const thoughts = ['The last one said 2 words.', 'An echo will do.'];
    expect(await summaryOf(null)).toEqual([]);
    expect(await summaryOf('concise')).toEqual(thoughts.slice(0, 1));
    expect(await summaryOf('detailed')).toEqual(thoughts);
    const { usage } = await respond({ reasoning: { effort: 'low' } });
    expect(usage).toMatchObject({
      output_tokens: 14,
      output_tokens_details: { reasoning_tokens: 10 },
    });
  });
});

describe('calls', () => {
  it('are made of every tool when they are required', async () => {
    await using upstream = await startUpstream();
    const { output } = await createClient(upstream).responses.create({
      ...request,
      tools: [weather, time, shell],
      tool_choice: 'required',
    });
    expect(output).toMatchObject([
      { type: 'function_call', name: 'get_weather', arguments: '{"city":"city"}' },
      { type: 'function_call', name: 'get_time', arguments: '{"zone":"zone"}' },
      { type: 'custom_tool_call', name: 'shell', input: 'Input for shell.' },
    ]);
    const ids = output.map((item) => 'call_id' in item && item.call_id);
    expect(new Set(ids).size).toBe(3);
  });

  it('are made of those tools alone that the choice allows', async () => {
    const namesFor = async (tool_choice: unknown, more: object = {}) => {
      const output = await outputOf({ tools: [weather, time], tool_choice, ...more });
      return output.flatMap((item) => (item.type === 'function_call' ? item.name : []));
    };
    const named = { type: 'function', name: 'get_time' };
    expect(await namesFor('required', { parallel_tool_calls: false })).toEqual(['get_weather']);
    expect(await namesFor(named)).toEqual(['get_time']);
    expect(await namesFor('none', { input: 'get_time' })).toEqual([]);
    expect(await namesFor('auto')).toEqual([]);
    expect(await namesFor('auto', { input: 'get_time please' })).toEqual(['get_time']);
    const allowed = { type: 'allowed_tools', tools: [named] };
    expect(await namesFor({ ...allowed, mode: 'required' })).toEqual(['get_time']);
    expect(await namesFor(allowed, { input: 'get_time, get_weather' })).toEqual(['get_time']);
    expect(await namesFor({ ...allowed, mode: 'none' }, { input: 'get_time' })).toEqual([]);
  });

  it('end when their results are there', async () => {
    const input = [
      { role: 'user', content: 'get_weather' },
      { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'sunny' },
    ];
    expect((await respond({ input, tools: [weather] })).output_text).toBe('The tool said: sunny');
  });
});
