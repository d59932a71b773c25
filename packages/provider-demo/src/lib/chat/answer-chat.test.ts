import { describe, expect, it } from 'vitest';
import { ask, askJson, askStream, say } from '../__fixtures__/ask.ts';

const label = 'This is the built-in demo model of gw: it understands nothing and only repeats.';
const messages = [{ role: 'user', content: 'Hello there' }];

describe('a chat answer', () => {
  it('says what it is and repeats what it got', async () => {
    expect(await askJson('chat', { messages })).toEqual({
      id: 'chatcmpl-7c13ecf8d5d6e878',
      object: 'chat.completion',
      created: 1_767_225_600,
      model: 'demo',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: `${label} You wrote: “Hello there”`,
            refusal: null,
          },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 2, completion_tokens: 18, total_tokens: 20 },
    });
  });

  it('repeats the beginning of a long text', async () => {
    const said = await say('word '.repeat(100_000));
    expect(said).toBe(`${label} You wrote: “${'word '.repeat(40).trim()} …”`);
    expect(await say('🙂'.repeat(1000))).toBe(`${label} You wrote: “${'🙂'.repeat(300)} …”`);
  });

  it('counts what came beside the text', async () => {
    const image = { type: 'image_url', image_url: { url: 'data:,' } };
    const file = { type: 'file', file: { file_data: '' } };
    const content = [{ type: 'text', text: 'What is this?' }, image, image, file];
    expect(await say(content)).toBe(
      `${label} You wrote: “What is this?” With it came 2 images and 1 file, not looked at.`,
    );
    expect(await say([{ type: 'video' }])).toContain('1 part of another kind');
  });

  it('takes messages of any shape without a crash', async () => {
    const odd = [
      { role: 'user', content: null },
      { role: 'user', content: [null, 7, {}] },
    ];
    const { choices } = await askJson('chat', { messages: odd });
    expect(choices[0]?.message.content).toContain('You wrote: “”');
  });

  it('acknowledges what tools returned', async () => {
    const called = (id: string, name: string) => ({
      id,
      type: 'function',
      function: { name, arguments: '{}' },
    });
    const history = [
      ...messages,
      { role: 'assistant', tool_calls: [called('a', 'get_time'), called('b', 'get_city')] },
      { role: 'tool', tool_call_id: 'a', content: '12:00' },
      { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'Rome' }] },
    ];
    const { choices } = await askJson('chat', { messages: history });
    expect(choices[0]?.message.content).toBe(
      `${label} The tool get_time returned: “12:00” The tool get_city returned: “Rome”`,
    );
  });

  it('has n choices that can be told apart', async () => {
    const { choices, usage } = await askJson('chat', { messages, n: 2 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(choices.map(({ message }) => message.content?.slice(0, 8))).toEqual([
      '(1 of 2)',
      '(2 of 2)',
    ]);
    expect(usage?.completion_tokens).toBe(42);
  });

  it('ends at the token limit and before a stop sequence', async () => {
    const limited = await askJson('chat', { messages, max_completion_tokens: 4 });
    expect(limited.choices[0]).toMatchObject({
      message: { content: 'This is the built-in' },
      finish_reason: 'length',
    });
    const stopped = await askJson('chat', { messages, stop: ['never', ' demo'] });
    expect(stopped.choices[0]).toMatchObject({
      message: { content: 'This is the built-in' },
      finish_reason: 'stop',
    });
  });

  it('is certain of every word', async () => {
    const asked = { messages, max_tokens: 2, logprobs: true, top_logprobs: 3 };
    const { choices } = await askJson('chat', asked);
    const token = { token: ' is', bytes: [32, 105, 115], logprob: 0 };
    expect(choices[0]?.logprobs?.content?.[1]).toEqual({ ...token, top_logprobs: [token] });
  });

  it('fills the schema of a response format', async () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['C', 'F'] } },
      required: ['city', 'unit'],
    };
    const format = { type: 'json_schema', json_schema: { name: 'weather', schema } };
    const said = await say('?', { response_format: format });
    expect(JSON.parse(said ?? '')).toEqual({ city: 'city', unit: 'C' });
    const anyJson = await say('?', { response_format: { type: 'json_object' } });
    expect(JSON.parse(anyJson ?? '')).toEqual({ note: label, you_wrote: '“?”' });
  });

  it.each([
    ['n', { n: 129 }],
    ['n', { n: 1.5 }],
    ['max_tokens', { max_tokens: 'many' }],
    ['stop', { stop: 7 }],
    ['top_logprobs', { top_logprobs: 21 }],
    ['response_format.type', { response_format: { type: 'xml' } }],
  ])('refuses a bad %s by name', async (param, more) => {
    await expect(ask('chat', { messages, ...more })).rejects.toMatchObject({ param, status: 400 });
  });
});

describe('a chat stream', () => {
  it('says word by word what the JSON answer says', async () => {
    const whole = await askJson('chat', { messages, n: 2 });
    const { events, endsWithDone } = await askStream('chat', { messages, n: 2 });
    const texts = ['', ''];
    for (const { choices } of events) {
      for (const { index, delta } of choices) texts[index] += delta.content ?? '';
    }
    expect(texts).toEqual(whole.choices.map(({ message }) => message.content));
    expect(events.length).toBe(2 * (21 + 2));
    expect(endsWithDone).toBe(true);
    expect(new Set(events.map(({ id }) => id))).toEqual(new Set([whole.id]));
  });

  it('lets choices take turns and ends each with its reason', async () => {
    const { events } = await askStream('chat', { messages, n: 2, max_tokens: 1 });
    expect(events.map(({ choices: [choice] }) => [choice?.index, choice?.finish_reason])).toEqual([
      [0, null],
      [1, null],
      [0, null],
      [1, null],
      [0, 'length'],
      [1, 'length'],
    ]);
  });

  it('ends with usage if asked', async () => {
    const { usage } = await askJson('chat', { messages });
    const asked = await askStream('chat', { messages, stream_options: { include_usage: true } });
    expect(asked.events.at(-1)).toMatchObject({ choices: [], usage });
    expect(asked.events.slice(0, -1).every((event) => event.usage === null)).toBe(true);
    const { events } = await askStream('chat', { messages });
    expect(events.some((event) => 'usage' in event)).toBe(false);
  });
});
