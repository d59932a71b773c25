import type { Provider } from '@gw/core';
import {
  compose,
  cutMidStream,
  hangsMidStream,
  neverAnswers,
  splitEveryByte,
} from '@gw/testkit/upstream';
import {
  type AnthropicAnswer,
  anthropicAnswer,
  anthropicError,
  anthropicErrorInStream,
  anthropicStream,
  anthropicTokens,
} from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey, type House, type HouseOptions, model, openHouse } from './__fixtures__/house.ts';
import { steadyIds } from './__fixtures__/steady-ids.ts';

let house: House;

async function move(options: HouseOptions): Promise<void> {
  await house.close();
  house = await openHouse(options);
}

beforeEach(async () => {
  house = await openHouse();
});

afterEach(() => house.close());

const thinking = { type: 'thinking', thinking: 'I should look.', signature: 'EqQBCgIYAhIM' };
const redacted = { type: 'redacted_thinking', data: 'EmwKAhgBEgy3' };
const calling: AnthropicAnswer = {
  content: [
    thinking,
    redacted,
    { type: 'text', text: 'Let me look.', citations: null },
    { type: 'tool_use', id: 'toolu_01A', name: 'look', input: { at: 'sky' } },
    { type: 'tool_use', id: 'toolu_01B', name: 'listen', input: {} },
  ],
  usage: { cache_read_input_tokens: 100, output_tokens_details: { thinking_tokens: 9 } },
};
const saying: AnthropicAnswer = {
  content: [{ type: 'text', text: 'It is blue.', citations: null }],
};

const tools = [
  { type: 'function', name: 'look', parameters: { type: 'object' } },
  { type: 'function', name: 'listen', parameters: { type: 'object' } },
];
const asked = { input: 'What is above us?', tools, include: ['reasoning.encrypted_content'] };

/** What of a response is the upstream's. */
function toldIn({
  output,
  status,
  usage,
  model,
  service_tier,
  incomplete_details,
}: Record<string, unknown>) {
  return steadyIds({ output, status, usage, model, service_tier, incomplete_details });
}

describe('a Responses client', () => {
  it('gets the same from a stream as in one piece, and a stream without faults', async () => {
    house.upstream.script(anthropicAnswer(calling), anthropicAnswer(calling));
    const whole = toldIn(await house.respond(asked));
    const streamed = toldIn(await house.stream(asked));
    expect(streamed).toEqual(whole);
    expect(whole).toMatchObject({
      model,
      status: 'completed',
      service_tier: 'default',
      usage: {
        input_tokens: 125,
        output_tokens: 15,
        total_tokens: 140,
        input_tokens_details: { cached_tokens: 100 },
        output_tokens_details: { reasoning_tokens: 9 },
      },
    });
    expect((whole.output as { type: string }[]).map(({ type }) => type)).toEqual([
      'reasoning',
      'reasoning',
      'message',
      'function_call',
      'function_call',
    ]);
  });

  it('gets it however the upstream’s bytes fall', async () => {
    house.upstream.script(
      anthropicAnswer(calling),
      compose(anthropicStream(calling), splitEveryByte()),
    );
    const whole = toldIn(await house.respond(asked));
    expect(toldIn(await house.stream(asked))).toEqual(whole);
  });

  it.each([true, false])(
    'hands thoughts and calls back as they came, with the results behind; kept here: %s',
    async (isKept) => {
      house.upstream.script(anthropicAnswer(calling), anthropicAnswer(saying));
      const first = await house.stream(asked);
      const results = [
        { type: 'function_call_output', call_id: 'toolu_01A', output: 'blue' },
        {
          type: 'function_call_output',
          call_id: 'toolu_01B',
          output: [{ type: 'input_image', image_url: 'data:image/png;base64,AAEC' }],
        },
      ];
      const history = [{ role: 'user', content: asked.input }, ...first.output, ...results];
      const next = isKept
        ? { previous_response_id: first.id, input: results }
        : { input: history, store: false };
      const second = await house.respond({ tools, ...next });
      expect(second.output).toMatchObject([{ content: [{ text: 'It is blue.' }] }]);
      const text = (said: string) => ({ type: 'text', text: said });
      const source = { type: 'base64', media_type: 'image/png', data: 'AAEC' };
      expect(house.sent()[1]?.messages).toEqual([
        { role: 'user', content: [text('What is above us?')] },
        {
          role: 'assistant',
          content: [
            thinking,
            redacted,
            text('Let me look.'),
            { type: 'tool_use', id: 'toolu_01A', name: 'look', input: { at: 'sky' } },
            { type: 'tool_use', id: 'toolu_01B', name: 'listen', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_01A', content: [text('blue')] },
            { type: 'tool_result', tool_use_id: 'toolu_01B', content: [{ type: 'image', source }] },
          ],
        },
      ]);
      expect(house.warnings).toEqual([]);
    },
  );

  it('hands thoughts back to no other provider, also where there are several', async () => {
    const other: Provider = {
      specVersion: 1,
      id: 'other',
      capabilities: { apis: ['responses'] },
      call: () => Promise.reject(new Error('not asked')),
    };
    await move({ gateway: { providers: [other] } });
    house.upstream.script(anthropicAnswer(calling), anthropicAnswer(saying));
    const first = await house.respond(asked);
    const wrapped = first.output[0]?.encrypted_content;
    expect(wrapped).toMatch(/^gwo1\./);
    const foreign = { type: 'reasoning', summary: [], encrypted_content: 'gAAAAABo' };
    const user = { role: 'user', content: 'Go on.' };
    await house.respond({ input: [foreign, ...first.output.slice(0, 3), user] });
    expect(house.sent()[1]?.messages).toMatchObject([
      { role: 'assistant', content: [thinking, redacted, { type: 'text' }] },
      { role: 'user' },
    ]);
    expect(house.warnings).toEqual(['Reasoning that the model could not read was left out.']);
  });

  it('gets an answer in the form that it wants', async () => {
    house.upstream.script(anthropicAnswer({ content: [{ type: 'text', text: '{"a":"b"}' }] }));
    const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    const format = { type: 'json_schema', name: 'answer', schema, strict: true };
    const response = await house.respond({ input: 'Hi', text: { format } });
    expect(response).toMatchObject({
      output: [{ content: [{ text: '{"a":"b"}' }] }],
      text: { format },
    });
    expect(house.sent()[0]?.output_config).toEqual({
      format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } },
    });
  });

  it('shows pictures and documents', async () => {
    house.upstream.script(anthropicAnswer(saying));
    const content = [
      { type: 'input_text', text: 'What is this?' },
      { type: 'input_image', image_url: 'https://example.com/a.png' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0x' },
    ];
    await house.respond({ input: [{ role: 'user', content }] });
    expect(house.sent()[0]?.messages).toMatchObject([
      {
        content: [
          { type: 'text' },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          { type: 'document', title: 'a.pdf', source: { data: 'JVBERi0x' } },
        ],
      },
    ]);
  });

  it.each([
    ['end_turn', 'completed', null],
    ['stop_sequence', 'completed', null],
    ['max_tokens', 'incomplete', { reason: 'max_output_tokens' }],
    ['model_context_window_exceeded', 'incomplete', { reason: 'max_output_tokens' }],
    ['refusal', 'incomplete', { reason: 'content_filter' }],
    ['pause_turn', 'incomplete', { reason: 'pause_turn' }],
  ])('learns why the model stopped: %s', async (stopReason, status, incomplete_details) => {
    const stopped = anthropicAnswer({ ...saying, stopReason });
    house.upstream.script(stopped, stopped);
    const whole = await house.respond({ input: 'Hi' });
    const streamed = await house.stream({ input: 'Hi' });
    for (const response of [whole, streamed]) {
      expect(response).toMatchObject({ status, incomplete_details, output: [{ status }] });
    }
  });

  it('gets only the calls that it allowed', async () => {
    house.upstream.script(anthropicAnswer(calling), anthropicAnswer(calling));
    const allowed = { type: 'allowed_tools', tools: [{ type: 'function', name: 'listen' }] };
    const body = { ...asked, tool_choice: allowed };
    for (const response of [await house.respond(body), await house.stream(body)]) {
      const calls = response.output.filter(({ type }) => type === 'function_call');
      expect(calls.map(({ name }) => name)).toEqual(['listen']);
    }
    expect(house.sent()[0]).toMatchObject({ tool_choice: { type: 'auto' } });
    expect(house.sent()[0]?.tools).toHaveLength(2);
  });

  it('has its request counted by Anthropic', async () => {
    house.upstream.script(anthropicTokens(14));
    const reply = await house.ask('responses/input_tokens', { input: 'Hi' });
    expect(await reply.json()).toEqual({ object: 'response.input_tokens', input_tokens: 14 });
    expect(reply.headers.get('x-gw-estimated')).toBeNull();
  });

  it('has its conversation compacted by the model', async () => {
    house.upstream.script(anthropicAnswer(saying));
    const reply = await house.ask('responses/compact', { input: 'What is above us?' });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({
      object: 'response.compaction',
      output: expect.arrayContaining([expect.objectContaining({ type: 'compaction' })]),
    });
  });

  it('gets what a target’s overrides say in Anthropic’s names', async () => {
    const overrides = { thinking: { type: 'adaptive', display: 'summarized' }, max_tokens: 900 };
    await move({ gateway: { models: { thinker: { provider: 'anthropic', model, overrides } } } });
    house.upstream.script(anthropicAnswer(saying));
    await house.respond({ model: 'thinker', input: 'Hi', max_output_tokens: 100 });
    expect(house.sent()[0]).toMatchObject({ model, ...overrides });
  });
});

describe('a failure', () => {
  it.each([
    [400, 400, 'invalid_request_error', 1],
    [401, 502, 'upstream_authentication_error', 1],
    [403, 502, 'upstream_authentication_error', 1],
    [404, 404, 'not_found_error', 1],
    [413, 413, 'request_too_large', 1],
    [429, 429, 'rate_limit_error', 2],
    [500, 500, 'api_error', 2],
    [529, 529, 'overloaded_error', 2],
  ])(
    'with status %d shows as %d %s, after %d tries, and shows no key',
    async (sent, status, type, tries) => {
      const refusal = anthropicError(sent, { message: `Not with ${apiKey}.` });
      house.upstream.script(refusal, refusal);
      const reply = await house.ask('responses', { input: 'Hi' });
      const text = await reply.text();
      expect([reply.status, JSON.parse(text).error.type]).toEqual([status, type]);
      expect(text).not.toContain(apiKey);
      expect(house.upstream.requests).toHaveLength(tries);
    },
  );

  it('before the first content of a stream is tried again unseen', async () => {
    const overloaded = compose(anthropicStream(saying), anthropicErrorInStream(3, 'Overloaded'));
    house.upstream.script(overloaded, anthropicStream(saying));
    const response = await house.stream({ input: 'Hi' });
    expect(response.output).toMatchObject([{ content: [{ text: 'It is blue.' }] }]);
    expect(house.upstream.requests).toHaveLength(2);
  });

  it.each([
    ['an error', anthropicErrorInStream(5, 'Overloaded'), 'Overloaded'],
    ['a cut', cutMidStream({ afterFrames: 5, how: 'end' }), 'broke off'],
  ])('behind it ends the stream: %s', async (_, spoil, message) => {
    house.upstream.script(compose(anthropicStream(saying), spoil));
    const response = await house.stream({ input: 'Hi' });
    expect(response).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining(message) },
      output: [{ content: [{ text: 'It is bl' }] }],
    });
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('names the field that cannot be told', async () => {
    const content = [{ type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } }];
    const reply = await house.ask('responses', { input: [{ role: 'user', content }] });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      error: { code: 'unsupported_parameter', param: 'input[0].content[0].type' },
    });
  });
});

describe('a client that leaves', () => {
  it.each([
    ['before the headers', neverAnswers(), false],
    ['before the headers of a stream', neverAnswers(), true],
    ['in the middle of a stream', compose(anthropicStream(saying), hangsMidStream(5)), true],
  ])('takes the upstream’s request with it: %s', async (_, behaviour, stream) => {
    house.upstream.script(behaviour);
    const controller = new AbortController();
    const reading = house
      .ask('responses', { input: 'Hi', stream }, controller.signal)
      .then((reply) => reply.text());
    const sent = await house.upstream.nextRequest();
    setTimeout(() => controller.abort(), 20);
    await reading.catch(() => undefined);
    expect(await sent.closed).toBe('aborted');
    expect(house.upstream.openStreams()).toBe(0);
  });
});
