import Anthropic from '@anthropic-ai/sdk';
import { compose, startUpstream, type Upstream } from '@gw/testkit/upstream';
import {
  type AnthropicAnswer,
  anthropicAnswer,
  anthropicError,
  anthropicErrorInStream,
  anthropicModels,
  anthropicStream,
  anthropicTokens,
} from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The script that stands for Anthropic in the other tests, read by Anthropic's own client.

let upstream: Upstream;
let client: Anthropic;

beforeEach(async () => {
  upstream = await startUpstream();
  client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: upstream.origin, maxRetries: 0 });
});

afterEach(() => upstream.close());

const request = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'What is above us?' }],
};

const answer: AnthropicAnswer = {
  content: [
    { type: 'thinking', thinking: 'The sky, I guess: "ü".', signature: 'EqQBCgIYAhIM1gbcDa9G' },
    { type: 'thinking', thinking: '', signature: 'EosnCkYICxIMMb3LzNrMu' },
    { type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3pzix' },
    { type: 'text', text: 'Let me look.', citations: null },
    {
      type: 'tool_use',
      id: 'toolu_01A',
      name: 'look',
      input: { at: 'sky', deep: [1, { b: null }] },
    },
    { type: 'tool_use', id: 'toolu_01B', name: 'listen', input: {} },
    {
      type: 'text',
      text: 'It is blue.',
      citations: [
        {
          type: 'web_search_result_location',
          url: 'https://example.com/sky',
          title: 'Sky',
          cited_text: 'blue',
          encrypted_index: 'Eo8B',
        },
      ],
    },
  ],
  usage: { cache_read_input_tokens: 100, output_tokens_details: { thinking_tokens: 9 } },
};

interface Refusal {
  readonly status?: unknown;
  readonly type?: unknown;
}

describe('Anthropic’s client reads the script', () => {
  it('as one message, and the same from a stream', async () => {
    upstream.script(anthropicAnswer(answer), anthropicAnswer(answer));
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    expect(whole.content).toEqual(answer.content);
    expect(streamed.content).toEqual(answer.content);
    expect(whole).toMatchObject({
      model: request.model,
      stop_reason: 'tool_use',
      usage: { input_tokens: 25, output_tokens: 15, cache_read_input_tokens: 100 },
    });
    const { stop_reason, usage } = streamed;
    expect({ stop_reason, usage }).toEqual({ stop_reason: whole.stop_reason, usage: whole.usage });
  });

  it('as a refusal with its reason', async () => {
    const stopDetails = { type: 'refusal', category: 'cyber', explanation: 'Not this.' };
    const refused = { content: [], stopReason: 'refusal', stopDetails };
    upstream.script(anthropicAnswer(refused), anthropicAnswer(refused));
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message).toMatchObject({ stop_reason: 'refusal', stop_details: stopDetails });
    }
  });

  it('as errors of their types', async () => {
    const statuses = [400, 401, 403, 404, 413, 429, 500, 529];
    upstream.script(...statuses.map((status) => anthropicError(status, { message: 'No.' })));
    const failures: unknown[] = [];
    for (const _ of statuses) {
      await client.messages.create(request).catch((error: unknown) => failures.push(error));
    }
    expect(failures.map((error) => [(error as Refusal).status, (error as Refusal).type])).toEqual([
      [400, 'invalid_request_error'],
      [401, 'authentication_error'],
      [403, 'permission_error'],
      [404, 'not_found_error'],
      [413, 'request_too_large'],
      [429, 'rate_limit_error'],
      [500, 'api_error'],
      [529, 'overloaded_error'],
    ]);
  });

  it('as an error in the middle of a stream', async () => {
    upstream.script(compose(anthropicStream(answer), anthropicErrorInStream(4, 'Overloaded')));
    await expect(client.messages.stream(request).finalMessage()).rejects.toMatchObject({
      type: 'overloaded_error',
    });
  });

  it('as models, page by page, and as a count', async () => {
    const ids = Array.from({ length: 5 }, (_, at) => `claude-${at}`);
    const page = anthropicModels(ids);
    upstream.script(page, page, page, anthropicTokens(14));
    const listed: string[] = [];
    for await (const model of client.models.list({ limit: 2 })) listed.push(model.id);
    expect(listed).toEqual(ids);
    const { model, messages } = request;
    expect(await client.messages.countTokens({ model, messages })).toMatchObject({
      input_tokens: 14,
    });
  });
});
