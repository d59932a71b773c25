import Anthropic from '@anthropic-ai/sdk';
import { respond } from '@gw/testkit/upstream';
import { type AnthropicAnswer, anthropicAnswer, anthropicFrame } from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey, type House, model, openHouse } from './__fixtures__/house.ts';
import { createAnthropicProvider } from './index.ts';

let house: House;
let client: Anthropic;

async function open(options: Parameters<typeof openHouse>[0] = {}): Promise<void> {
  house = await openHouse(options);
  client = clientOf(house);
}

/** Anthropic's own client, whose requests go straight into the gateway. */
function clientOf({ gateway }: House): Anthropic {
  return new Anthropic({
    apiKey: 'sk-client',
    baseURL: 'http://localhost',
    maxRetries: 0,
    fetch: (url, init) => gateway.fetch(new Request(url as string, init as RequestInit)),
  });
}

beforeEach(() => open());
afterEach(() => house.close());

const answer: AnthropicAnswer = {
  content: [
    { type: 'thinking', thinking: 'I should look.', signature: 'EqQBCgIYAhIM' },
    { type: 'text', text: 'Let me look.', citations: null },
    { type: 'tool_use', id: 'toolu_01A', name: 'look', input: { at: 'sky' } },
  ],
};
const asked = {
  model,
  max_tokens: 2048,
  messages: [{ role: 'user' as const, content: 'What is above us?' }],
};

describe('a client that speaks Anthropic’s api itself', () => {
  it('has its request sent as it is, and gets the upstream’s own answer', async () => {
    house.upstream.script(anthropicAnswer(answer));
    const message = await client.messages.create({ ...asked, top_k: 5, speed: 'fast' } as never);
    expect(message).toMatchObject({ role: 'assistant', content: answer.content });
    const [sent] = house.upstream.requests;
    expect(sent?.path).toMatch(/\/messages$/);
    expect(sent?.json).toEqual({ ...asked, top_k: 5, speed: 'fast' });
    expect(sent?.headers).toContainEqual(['x-api-key', apiKey]);
    expect(sent?.headers).toContainEqual(['anthropic-version', '2023-06-01']);
  });

  it('gets the same from a stream', async () => {
    house.upstream.script(anthropicAnswer(answer));
    const message = await client.messages.stream(asked).finalMessage();
    expect(message).toMatchObject({ content: answer.content, stop_reason: 'tool_use' });
    expect(house.upstream.requests[0]?.headers).toContainEqual(['accept', 'text/event-stream']);
  });

  it('has tokens counted by the upstream', async () => {
    house.upstream.script(respond({ json: { input_tokens: 14 } }));
    const { max_tokens: _, ...prompt } = asked;
    expect(await client.messages.countTokens(prompt)).toEqual({ input_tokens: 14 });
    expect(house.upstream.requests[0]).toMatchObject({ json: prompt });
    expect(house.upstream.requests[0]?.path).toMatch(/\/messages\/count_tokens$/);
  });

  it('has its prompt cached where the settings say so and it does not', async () => {
    await house.close();
    await open({ settings: { promptCaching: '1h' } });
    house.upstream.script(anthropicAnswer(answer), anthropicAnswer(answer));
    await client.messages.create(asked);
    const own = { type: 'ephemeral' } as const;
    await client.messages.create({ ...asked, cache_control: own });
    expect(house.sent().map(({ cache_control }) => cache_control)).toEqual([
      { type: 'ephemeral', ttl: '1h' },
      own,
    ]);
  });

  it('hands thoughts back to their maker as they came, next to another provider', async () => {
    await house.close();
    await open({ gateway: { providers: [createAnthropicProvider({ id: 'other' })] } });
    house.upstream.script(anthropicAnswer(answer), anthropicAnswer(answer));
    const { content } = await client.messages.stream(asked).finalMessage();
    const [thought] = content;
    expect(thought).toMatchObject({ signature: expect.stringMatching(/^gwo1\./) });
    const result = { type: 'tool_result' as const, tool_use_id: 'toolu_01A', content: 'blue' };
    await client.messages.create({
      ...asked,
      messages: [
        ...asked.messages,
        { role: 'assistant', content },
        { role: 'user', content: [result] },
      ],
    });
    const messages = house.sent()[1]?.messages as { content: object[] }[];
    expect(messages[1]?.content[0]).toEqual(answer.content[0]);
  });

  it('is told of an overload with its status, in JSON and inside a stream', async () => {
    const error = { type: 'overloaded_error', message: `Overloaded, says ${apiKey}` };
    const overloaded = { type: 'error', error };
    await house.close();
    await open({ gateway: { retry: { maxAttempts: 1 } } });
    const headers = { 'content-type': 'text/event-stream' };
    house.upstream.script(
      respond({ status: 529, json: overloaded }),
      respond({ text: anthropicFrame(overloaded), headers }),
    );
    for (const stream of [false, true]) {
      const failure = await client.messages.create({ ...asked, stream }).catch((cause) => cause);
      expect(failure).toBeInstanceOf(Anthropic.APIError);
      expect(failure).toMatchObject({ status: 529, error: { error: { type: error.type } } });
      expect(JSON.stringify(failure.error)).not.toContain(apiKey);
    }
  });

  it.each<object>([
    { error: `bad ${apiKey}` },
    { type: 'error', message: `bad ${apiKey}`, param: 'x' },
    { type: 'response.failed', response: { status: 'failed', error: { message: apiKey } } },
  ])('is never told the key, however an error spells it: %#', async (event) => {
    await house.close();
    await open({ gateway: { retry: { maxAttempts: 1 } } });
    const headers = { 'content-type': 'text/event-stream' };
    const start = { type: 'message_start', message: { content: [] } };
    const stop = { type: 'content_block_stop', index: 0 };
    const text = [start, stop, event].map((one) => `data: ${JSON.stringify(one)}\n\n`).join('');
    house.upstream.script(respond({ text, headers }), respond({ json: event }));
    for (const stream of [true, false]) {
      const reply = await house.ask('messages', { ...asked, stream });
      expect(await reply.text()).not.toContain(apiKey);
    }
    expect(house.upstream.requests).toHaveLength(2);
  });
});
