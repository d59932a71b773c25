import { readSseStream } from '@gw/testkit/responses';
import { type AnthropicAnswer, anthropicAnswer, anthropicModels } from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type House, openHouse } from './__fixtures__/house.ts';

let house: House;

beforeEach(async () => {
  house = await openHouse();
});

afterEach(() => house.close());

const thinking = { type: 'thinking', thinking: 'I should look.', signature: 'EqQBCgIYAhIM' };
const calling: AnthropicAnswer = {
  content: [
    thinking,
    { type: 'text', text: 'Let me look.', citations: null },
    { type: 'tool_use', id: 'toolu_01A', name: 'look', input: { at: 'sky' } },
    { type: 'tool_use', id: 'toolu_01B', name: 'listen', input: {} },
  ],
  usage: { cache_read_input_tokens: 100, output_tokens_details: { thinking_tokens: 9 } },
};
const saying: AnthropicAnswer = {
  content: [{ type: 'text', text: 'It is blue.', citations: null }],
};

const tools = ['look', 'listen'].map((name) => ({
  type: 'function',
  function: { name, parameters: { type: 'object' } },
}));
const user = { role: 'user', content: 'What is above us?' };

interface ToolCall {
  id: string;
  function: { name: string; arguments: string };
}

interface Message {
  content: string | null;
  tool_calls?: ToolCall[];
  reasoning_details?: object[];
}

interface Completion {
  model: string;
  choices: { message: Message; finish_reason: string }[];
  usage: object;
}

async function complete(body: Record<string, unknown>): Promise<Completion> {
  const reply = await house.ask('chat/completions', { messages: [user], ...body });
  return (await reply.json()) as Completion;
}

interface CallPiece {
  index: number;
  id?: string;
  function: { name?: string; arguments?: string };
}

type Delta = Partial<Omit<Message, 'tool_calls'>> & { tool_calls?: CallPiece[] };

async function chunksOf(body: Record<string, unknown>) {
  const reply = await house.ask('chat/completions', {
    messages: [user],
    stream: true,
    stream_options: { include_usage: true },
    ...body,
  });
  return readSseStream(await reply.text()).events as {
    choices: { delta: Delta; finish_reason: string | null }[];
    usage?: object | null;
  }[];
}

describe('a chat client', () => {
  it('gets text, calls, thoughts, the reason to stop and usage', async () => {
    house.upstream.script(anthropicAnswer(calling));
    const { choices, usage, model } = await complete({ tools });
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          {
            id: 'toolu_01A',
            type: 'function',
            function: { name: 'look', arguments: '{"at":"sky"}' },
          },
          { id: 'toolu_01B', type: 'function', function: { name: 'listen', arguments: '{}' } },
        ],
      },
    });
    expect(usage).toMatchObject({
      prompt_tokens: 125,
      completion_tokens: 15,
      total_tokens: 140,
      prompt_tokens_details: { cached_tokens: 100 },
      completion_tokens_details: { reasoning_tokens: 9 },
    });
    expect(model).toBe('claude-opus-4-8');
  });

  it('gets the same from a stream', async () => {
    house.upstream.script(anthropicAnswer(calling));
    const chunks = await chunksOf({ tools });
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    const calls = deltas.flatMap(({ tool_calls = [] }) => tool_calls);
    const argumentsOf = (index: number) =>
      calls
        .filter((call) => call.index === index)
        .map((call) => call.function.arguments ?? '')
        .join('');
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Let me look.');
    expect([argumentsOf(0), argumentsOf(1)]).toEqual(['{"at":"sky"}', '{}']);
    expect(
      chunks.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason)).at(-1),
    ).toBe('tool_calls');
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 125, completion_tokens: 15 });
  });

  it.each([true, false])('hands thoughts back with its results, stream: %s', async (isStream) => {
    house.upstream.script(anthropicAnswer(calling), anthropicAnswer(saying));
    const message = isStream
      ? fold(await chunksOf({ tools }))
      : ((await complete({ tools })).choices[0]?.message as Message);
    const results = ['toolu_01A', 'toolu_01B'].map((tool_call_id) => ({
      role: 'tool',
      tool_call_id,
      content: 'blue',
    }));
    await complete({ tools, messages: [user, { role: 'assistant', ...message }, ...results] });
    const result = { type: 'tool_result', content: [{ type: 'text', text: 'blue' }] };
    expect(house.sent()[1]?.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'What is above us?' }] },
      {
        role: 'assistant',
        content: [
          thinking,
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'toolu_01A', name: 'look', input: { at: 'sky' } },
          { type: 'tool_use', id: 'toolu_01B', name: 'listen', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { ...result, tool_use_id: 'toolu_01A' },
          { ...result, tool_use_id: 'toolu_01B' },
        ],
      },
    ]);
    expect(house.warnings).toEqual([]);
  });

  it('says everything in its own words', async () => {
    house.upstream.script(anthropicAnswer(saying));
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    await complete({
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAEC' } },
          ],
        },
      ],
      max_tokens: 100,
      reasoning_effort: 'high',
      tool_choice: 'required',
      parallel_tool_calls: false,
      tools,
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
    });
    expect(house.sent()[0]).toEqual({
      model: 'claude-opus-4-8',
      max_tokens: 100,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAEC' } },
          ],
        },
      ],
      tools: [
        { name: 'look', input_schema: { type: 'object' } },
        { name: 'listen', input_schema: { type: 'object' } },
      ],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      thinking: { type: 'adaptive' },
      output_config: { effort: 'high', format: { type: 'json_schema', schema } },
    });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content_filter'],
  ])('learns why the model stopped: %s', async (stopReason, finishReason) => {
    const stopped = anthropicAnswer({ ...saying, stopReason });
    house.upstream.script(stopped, stopped);
    const { choices } = await complete({});
    const chunks = await chunksOf({});
    expect(choices[0]?.finish_reason).toBe(finishReason);
    const reasons = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.finish_reason));
    expect(reasons.at(-1)).toBe(finishReason);
  });

  it('sees the models', async () => {
    house.upstream.script(anthropicModels(['claude-opus-4-8']));
    const reply = await house.gateway.fetch(new Request('http://localhost/v1/models'));
    expect(await reply.json()).toMatchObject({
      data: [{ id: 'anthropic/claude-opus-4-8' }, { id: 'claude-opus-4-8', created: 1739923200 }],
    });
  });
});

/** What a chat client keeps of a stream. */
function fold(chunks: Awaited<ReturnType<typeof chunksOf>>): Message {
  const message: Message = { content: '', tool_calls: [], reasoning_details: [] };
  for (const { delta } of chunks.flatMap(({ choices }) => choices)) {
    message.content = `${message.content}${delta.content ?? ''}`;
    message.reasoning_details?.push(...(delta.reasoning_details ?? []));
    for (const { index, ...call } of delta.tool_calls ?? []) {
      const known = message.tool_calls?.[index];
      if (known) known.function.arguments += call.function.arguments ?? '';
      else message.tool_calls?.push(structuredClone(call) as ToolCall);
    }
  }
  return message;
}
