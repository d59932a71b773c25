import { describe, expect, it } from 'vitest';
import { createClient, functionTool } from '../../__fixtures__/openai-client.ts';
import { chatRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream } from '../../upstream.ts';

const messages = [{ role: 'user' as const, content: 'héllo wörld' }];
const request = { model: 'm', messages };
const weather = functionTool('get_weather', 'city');
const time = functionTool('get_time', 'zone');

describe('a chat completion', () => {
  it('depends on the request alone', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const first = await client.chat.completions.create(request);
    expect(first).toMatchObject({
      object: 'chat.completion',
      created: 1_764_967_971,
      model: 'm',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'You wrote: héllo wörld', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 },
    });
    expect(await client.chat.completions.create(request)).toEqual(first);
    const other = await client.chat.completions.create({ ...request, model: 'other' });
    expect(other.id).not.toBe(first.id);
  });

  it('has n choices and ends at the token limit', async () => {
    await using upstream = await startUpstream();
    const { choices, usage } = await createClient(upstream).chat.completions.create({
      ...request,
      n: 2,
      max_completion_tokens: 3,
    });
    expect(choices.map(({ message }) => message.content)).toEqual([
      'You wrote: héllo',
      '(2) You wrote:',
    ]);
    expect(choices.map(({ finish_reason }) => finish_reason)).toEqual(['length', 'length']);
    expect(usage?.completion_tokens).toBe(6);
  });

  it('names the parts of a message that are no text', async () => {
    await using upstream = await startUpstream();
    const { choices } = await createClient(upstream).chat.completions.create({
      model: 'm',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          ],
        },
      ],
    });
    expect(choices[0]?.message.content).toBe('You wrote: What is this? [image_url]');
  });

  it('follows a response format, which stands in the recorded request', async () => {
    await using upstream = await startUpstream();
    const schema = {
      type: 'object',
      properties: {
        city: { type: 'string' },
        unit: { enum: ['C', 'F'] },
        days: { type: 'array', items: { type: 'integer' } },
      },
    };
    const response_format = {
      type: 'json_schema' as const,
      json_schema: { name: 'weather', schema },
    };
    const { choices } = await createClient(upstream).chat.completions.create({
      ...request,
      response_format,
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({
      city: 'city',
      unit: 'C',
      days: [1],
    });
    expect(upstream.requests[0]?.json).toMatchObject({ response_format });
  });

  it('is refused with the member that is wrong', async () => {
    await using upstream = await startUpstream();
    const refused = async (body: object) => {
      const { status, text } = await chatRaw(upstream.url, body);
      return [status, JSON.parse(text).error.param, JSON.parse(text).error.code];
    };
    expect(await refused({ model: undefined })).toEqual([
      400,
      'model',
      'missing_required_parameter',
    ]);
    expect(await refused({ messages: 'hi' })).toEqual([400, 'messages', 'invalid_type']);
    expect(await refused({ messages: [{ role: 'user', content: 7 }] })).toEqual([
      400,
      'messages',
      'invalid_type',
    ]);
    expect(await refused({ n: 1e9 })).toEqual([400, 'n', 'invalid_type']);
    expect(await refused({ stream_options: { include_usage: true } })).toEqual([
      400,
      'stream_options',
      null,
    ]);
  });

  it('takes null for a member that may be left out', async () => {
    await using upstream = await startUpstream();
    const reply = await chatRaw(upstream.url, { tools: null, tool_choice: null, n: null });
    expect(reply.status).toBe(200);
  });
});

describe('function calls', () => {
  it('happen for every function when they are required', async () => {
    await using upstream = await startUpstream();
    const { choices } = await createClient(upstream).chat.completions.create({
      ...request,
      tools: [weather, time],
      tool_choice: 'required',
    });
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [
          { type: 'function', function: { name: 'get_weather', arguments: '{"city":"city"}' } },
          { type: 'function', function: { name: 'get_time', arguments: '{"zone":"zone"}' } },
        ],
      },
    });
    const ids = choices[0]?.message.tool_calls?.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('happen once without parallel calls, and for a named function only', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const namesFor = async (more: object) => {
      const reply = await client.chat.completions.create({
        ...request,
        tools: [weather, time],
        tool_choice: 'required',
        ...more,
      });
      return reply.choices[0]?.message.tool_calls?.map(
        (call) => call.type === 'function' && call.function.name,
      );
    };
    expect(await namesFor({ parallel_tool_calls: false })).toEqual(['get_weather']);
    const named = { type: 'function', function: { name: 'get_time' } };
    expect(await namesFor({ tool_choice: named })).toEqual(['get_time']);
    expect(await namesFor({ tool_choice: 'none' })).toBeUndefined();
    const allowed_tools = { mode: 'required', tools: [named] };
    expect(await namesFor({ tool_choice: { type: 'allowed_tools', allowed_tools } })).toEqual([
      'get_time',
    ]);
  });

  it('happen by themselves when the user names the function, until its result is there', async () => {
    await using upstream = await startUpstream();
    const runner = createClient(upstream).chat.completions.runTools({
      model: 'm',
      messages: [{ role: 'user', content: 'please get_weather' }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Weather',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
            function: () => 'sunny',
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('The tool said: sunny');
    expect(upstream.requests).toHaveLength(2);
  });
});
