import { describe, expect, it } from 'vitest';
import { createClient, functionTool } from '../../__fixtures__/openai-client.ts';
import { chatRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream } from '../../upstream.ts';

interface Chunk {
  choices: { index: number; delta: { content?: string; tool_calls?: { index: number }[] } }[];
  usage?: unknown;
}

/** The chunks of a stream, without its `[DONE]`. */
async function chunksOf(baseUrl: string, more: object = {}): Promise<Chunk[]> {
  const { text } = await chatRaw(baseUrl, { stream: true, ...more });
  const lines = text.split('\n\n').slice(0, -1);
  expect(lines.pop()).toBe('data: [DONE]');
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

const request = { model: 'm', messages: [{ role: 'user' as const, content: 'héllo 👋🏽' }] };

describe('a chat stream', () => {
  it('says what the JSON answer says', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const { choices, id } = await client.chat.completions.create({ ...request, n: 2 });
    const streamed = await client.chat.completions
      .stream({ ...request, n: 2 })
      .finalChatCompletion();
    expect(streamed.id).toBe(id);
    expect(streamed.choices.map(({ message }) => message.content)).toEqual(
      choices.map(({ message }) => message.content),
    );
    expect(streamed.choices.map(({ finish_reason }) => finish_reason)).toEqual(['stop', 'stop']);
  });

  it('lets its choices take turns', async () => {
    await using upstream = await startUpstream();
    const chunks = await chunksOf(upstream.url, { n: 2 });
    const order = chunks.map(({ choices }) => choices[0]?.index);
    expect(order.slice(0, 6)).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it('has no usage unless asked', async () => {
    await using upstream = await startUpstream();
    const chunks = await chunksOf(upstream.url);
    expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([]);
    const unasked = await chunksOf(upstream.url, { stream_options: { include_usage: false } });
    expect(unasked).toEqual(chunks);
  });

  it('has usage in a chunk of its own at the end, and null on the others, when asked', async () => {
    await using upstream = await startUpstream();
    const chunks = await chunksOf(upstream.url, { stream_options: { include_usage: true } });
    const last = chunks.pop();
    expect(last).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 },
    });
    expect(chunks.map(({ usage }) => usage)).toEqual(chunks.map(() => null));
  });

  it('interleaves parallel calls, told apart by index', async () => {
    await using upstream = await startUpstream();
    const tools = [functionTool('get_weather', 'city'), functionTool('get_time', 'zone')];
    const more = { tools, tool_choice: 'required' as const };
    const chunks = await chunksOf(upstream.url, more);
    const order = chunks.flatMap(({ choices }) =>
      (choices[0]?.delta.tool_calls ?? []).map(({ index }) => index),
    );
    expect(order).toEqual([0, 1, 0, 1, 0, 1]);

    const client = createClient(upstream);
    const streamed = await client.chat.completions
      .stream({ ...request, ...more })
      .finalChatCompletion();
    const plain = await client.chat.completions.create({ ...request, ...more });
    expect(streamed.choices[0]?.message.tool_calls).toMatchObject(
      plain.choices[0]?.message.tool_calls ?? [],
    );
    expect(streamed.choices[0]?.finish_reason).toBe('tool_calls');
  });
});

describe('log probabilities', () => {
  it('come with alternatives for every token when asked, in both kinds of answer', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const asked = { ...request, logprobs: true, top_logprobs: 2 };
    const plain = await client.chat.completions.create(asked);
    const content = plain.choices[0]?.logprobs?.content ?? [];
    expect(content.map(({ token }) => token)).toEqual(['You', ' wrote:', ' héllo', ' 👋🏽']);
    expect(content[2]).toEqual({
      token: ' héllo',
      logprob: -0.125,
      bytes: [...Buffer.from(' héllo')],
      top_logprobs: [
        { token: ' héllo', logprob: -0.125, bytes: [...Buffer.from(' héllo')] },
        { token: ' héllo~1', logprob: -1.125, bytes: [...Buffer.from(' héllo~1')] },
      ],
    });
    const streamed = await client.chat.completions.stream(asked).finalChatCompletion();
    expect(streamed.choices[0]?.logprobs?.content).toEqual(content);
  });
});
