import { createGateway, type Gateway } from '@gw/core';
import { readSseStream, validateResponsesStream } from '@gw/testkit/responses';
import { cutBeforeDone, hangsMidStream, startUpstream, type Upstream } from '@gw/testkit/upstream';
import { ollamaLines, ollamaWire } from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOllamaProvider } from './index.ts';
import { called, lastLine, line } from './lib/__fixtures__/answers.ts';

const apiKey = 'sk-Zm9yIHRlc3Rz';

let upstream: Upstream;
let gateway: Gateway;
let warnings: string[];

beforeEach(async () => {
  upstream = await startUpstream({ basePath: '' });
  warnings = [];
  gateway = createGateway({
    providers: [createOllamaProvider({ baseUrl: upstream.url, apiKey })],
    models: {
      'ollama/*': { provider: 'ollama' },
      thinker: { provider: 'ollama', model: 'qwen3', overrides: { options: { num_ctx: 4096 } } },
    },
    retry: { backoffMs: 0 },
    use: [
      {
        name: 'watch',
        observe(event) {
          if (event.type === 'warning') warnings.push(event.message);
        },
      },
    ],
  });
});

afterEach(async () => {
  await gateway.close();
  await upstream.close();
});

async function ask(path: string, body: object, signal?: AbortSignal) {
  const reply = await gateway.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    }),
  );
  const text = await reply.text();
  expect(text).not.toContain(apiKey);
  return { status: reply.status, text };
}

async function askJson(path: string, body: object) {
  const { status, text } = await ask(path, body);
  return { status, json: JSON.parse(text) as Record<string, never> };
}

/** The events of a Responses stream that keeps every rule of the contract. */
async function askEvents(body: object): Promise<readonly Record<string, never>[]> {
  const { text } = await ask('/v1/responses', { ...body, stream: true });
  const { events, violations } = readSseStream(text);
  expect([...violations, ...validateResponsesStream(events)]).toEqual([]);
  return events as Record<string, never>[];
}

/** The members of a response that do not differ from run to run. */
function sayingOf(response: unknown) {
  const { status, incomplete_details, output, usage, error } = response as Record<string, never>;
  const text = JSON.stringify({ status, incomplete_details, output, usage, error });
  return JSON.parse(text, (key, value: unknown) =>
    key === 'id' || key === 'call_id' ? undefined : value,
  ) as Record<string, unknown>;
}

const model = 'ollama/qwen3';
const messages = [{ role: 'user', content: 'How is it in Köln?' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather = { name: 'weather', description: 'Of today', parameters };
const usage = {
  input_tokens: 169,
  output_tokens: 15,
  total_tokens: 184,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
};

/** Thoughts, then a call, as a thinking model answers. */
const thinksAndCalls = [
  line({ thinking: 'They want' }),
  line({ thinking: ' the weather.' }),
  line({ tool_calls: [called('weather', { city: 'Köln' }, { index: 0 })] }),
  lastLine(),
];

describe('a client of the Responses API', () => {
  it('gets thoughts, text and calls as items, streamed and not', async () => {
    const lines = [
      ...thinksAndCalls.slice(0, 2),
      line({ content: 'A moment.' }),
      ...thinksAndCalls.slice(2),
    ];
    const request = {
      model,
      input: 'How is it in Köln?',
      tools: [{ type: 'function', ...weather }],
    };
    upstream.script(ollamaLines(lines), ollamaLines(lines));
    const events = await askEvents(request);
    const streamed = sayingOf(events.at(-1)?.response);
    const { json } = await askJson('/v1/responses', request);
    expect(sayingOf(json)).toEqual(streamed);
    expect(streamed).toEqual({
      status: 'completed',
      incomplete_details: null,
      error: null,
      output: [
        {
          type: 'reasoning',
          status: 'completed',
          summary: [{ type: 'summary_text', text: 'They want the weather.' }],
        },
        {
          type: 'message',
          status: 'completed',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'A moment.', annotations: [] }],
        },
        {
          type: 'function_call',
          status: 'completed',
          name: 'weather',
          arguments: '{"city":"Köln"}',
        },
      ],
      usage,
    });
  });

  it('carries on with the result of a call, and the model gets its thoughts back', async () => {
    const tools = [{ type: 'function', ...weather }];
    upstream.script(
      ollamaLines(thinksAndCalls),
      ollamaLines([line({ content: 'Rain.' }), lastLine()]),
    );
    const first = await askJson('/v1/responses', { model, input: 'How is it in Köln?', tools });
    const items = first.json.output as unknown as readonly Record<string, string>[];
    const call = items.find(({ type }) => type === 'function_call') ?? expect.fail('no call');
    const second = await askJson('/v1/responses', {
      model,
      previous_response_id: first.json.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: 'rain' }],
      tools,
    });
    expect(upstream.requests[1]?.json).toMatchObject({
      messages: [
        { role: 'user', content: 'How is it in Köln?' },
        {
          role: 'assistant',
          content: '',
          thinking: 'They want the weather.',
          tool_calls: [
            { id: call.call_id, function: { name: 'weather', arguments: { city: 'Köln' } } },
          ],
        },
        { role: 'tool', content: 'rain', tool_name: 'weather', tool_call_id: call.call_id },
      ],
      tools: [{ type: 'function', function: weather }],
    });
    expect(sayingOf(second.json)).toMatchObject({
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'Rain.' }] }],
    });
  });

  it('gets an answer that was cut off by the limit as incomplete', async () => {
    upstream.script(ollamaLines([line({ content: 'A lo' }), lastLine({ done_reason: 'length' })]));
    const events = await askEvents({ model, input: 'Hi', max_output_tokens: 16 });
    expect(upstream.requests[0]?.json).toMatchObject({ options: { num_predict: 16 } });
    expect(sayingOf(events.at(-1)?.response)).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
  });

  it('has its instructions, formats, pictures and efforts in the words of the wire', async () => {
    upstream.script(ollamaLines([line({ content: '{"a":1}' }), lastLine()]));
    const schema = { type: 'object', properties: { a: { type: 'number' } } };
    await askEvents({
      model: 'thinker',
      instructions: 'Be short.',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is this?' },
            { type: 'input_image', image_url: 'data:image/png;base64,iVBO' },
          ],
        },
      ],
      text: { format: { type: 'json_schema', name: 'x', schema } },
      reasoning: { effort: 'none' },
    });
    expect(upstream.requests[0]?.json).toEqual({
      model: 'qwen3',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'What is this?', images: ['iVBO'] },
      ],
      stream: true,
      format: schema,
      think: false,
      options: { num_ctx: 4096 },
    });
  });

  it('hears of what broke off behind its first words, with what there was', async () => {
    const behaviour = ollamaWire().errorInStream?.('out of memory') ?? expect.fail();
    const good = ollamaLines([line({ content: 'Hal' }), lastLine()]);
    upstream.script((steps, request, context) =>
      behaviour(good(steps, request, context), request, context),
    );
    const events = await askEvents({ model, input: 'Hi' });
    expect(events.map(({ type }) => type).slice(-2)).toEqual(['error', 'response.failed']);
    expect(sayingOf(events.at(-1)?.response)).toMatchObject({
      status: 'failed',
      output: [{ content: [{ text: 'Hal' }] }],
    });
  });
});

describe('a client of the chat API', () => {
  it('gets a stream, and an answer that its upstream told as one line', async () => {
    upstream.script(ollamaLines([line({ content: 'Hi' }), lastLine()]));
    const stream_options = { include_usage: true };
    const { text } = await ask('/v1/chat/completions', {
      model,
      messages,
      stream: true,
      stream_options,
    });
    const frames = text.split('\n\n').filter(Boolean);
    expect(frames.at(-1)).toBe('data: [DONE]');
    const chunks = frames.slice(0, -1).map((frame) => JSON.parse(frame.slice('data: '.length)));
    expect(chunks.map(({ choices, usage: told }) => told ?? choices)).toEqual([
      [
        {
          index: 0,
          delta: { role: 'assistant', content: 'Hi' },
          finish_reason: null,
          logprobs: null,
        },
      ],
      [{ index: 0, delta: {}, finish_reason: 'stop', logprobs: null }],
      { prompt_tokens: 169, completion_tokens: 15, total_tokens: 184 },
    ]);
  });

  it('sends thoughts back itself, in the member in which it got them', async () => {
    const whole = { ...lastLine(), message: { content: 'Rain.', thinking: 'They want it.' } };
    upstream.script(ollamaLines([whole]), ollamaLines([lastLine()]));
    const { json } = await askJson('/v1/chat/completions', { model, messages });
    const [choice] = json.choices as unknown as readonly { message: object }[];
    expect(choice?.message).toEqual({
      role: 'assistant',
      content: 'Rain.',
      refusal: null,
      reasoning_content: 'They want it.',
    });
    await askJson('/v1/chat/completions', {
      model,
      messages: [...messages, choice?.message, ...messages],
    });
    expect(upstream.requests[1]?.json).toMatchObject({
      messages: [{}, { role: 'assistant', content: 'Rain.', thinking: 'They want it.' }, {}],
    });
  });

  it('is warned of what was not done as asked', async () => {
    upstream.script(ollamaLines([line({ content: 'Hi' }), lastLine()]));
    const tools = [{ type: 'function', function: weather }];
    await ask('/v1/chat/completions', { model, messages, tools, tool_choice: 'required' });
    expect(warnings).toEqual([
      'Ollama cannot be made to call a tool: "tool_choice" only decides which ones are offered.',
    ]);
  });

  it('hears nothing of a failure before the first words: the upstream is asked again', async () => {
    const good = ollamaLines([line({ content: 'Hi' }), lastLine()]);
    for (const failure of [{ error: 'busy' }, lastLine({ done_reason: 'load' })]) {
      upstream.script(ollamaLines([failure]), good);
      const { text } = await ask('/v1/chat/completions', { model, messages, stream: true });
      expect(text).toContain('"content":"Hi"');
      expect(text).toContain('data: [DONE]');
    }
    expect(upstream.requests).toHaveLength(4);
  });

  it('sees no clean end of a stream that has none', async () => {
    const cut = cutBeforeDone();
    const good = ollamaLines([line({ content: 'Hi' }), lastLine()]);
    upstream.script((steps, request, context) =>
      cut(good(steps, request, context), request, context),
    );
    const { text } = await ask('/v1/chat/completions', { model, messages, stream: true });
    expect(text).toContain('"code":"upstream_incomplete"');
    expect(text).not.toContain('finish_reason":"stop"');
  });

  it.each([
    [400, 400, 'invalid_request_error'],
    [401, 502, 'upstream_authentication_error'],
    [403, 502, 'upstream_authentication_error'],
    [404, 404, 'invalid_request_error'],
    [429, 429, 'rate_limit_error'],
    [500, 500, 'upstream_error'],
    [503, 503, 'upstream_error'],
  ])('gets a refusal with %i as %i', async (theirs, status, type) => {
    const fields = { message: `no, ${apiKey}`, type: '', param: '', code: '' };
    const { refusal } = ollamaWire();
    upstream.script(refusal(theirs, fields), refusal(theirs, fields), refusal(theirs, fields));
    const reply = await askJson('/v1/chat/completions', { model, messages });
    expect(reply).toMatchObject({ status, json: { error: { type } } });
  });

  it('that leaves makes the upstream stop', async () => {
    const hangs = hangsMidStream(1);
    const good = ollamaLines([line({ content: 'Hi' }), lastLine()]);
    upstream.script((steps, request, context) =>
      hangs(good(steps, request, context), request, context),
    );
    const left = new AbortController();
    const pending = ask('/v1/chat/completions', { model, messages, stream: true }, left.signal);
    const sent = await upstream.nextRequest();
    left.abort();
    await sent.aborted;
    await pending.catch(() => undefined);
    expect(sent.wasAborted).toBe(true);
  });
});

it('models are listed', async () => {
  upstream.script(ollamaWire().answers.models?.(['gemma3:4b']) ?? expect.fail());
  const reply = await gateway.fetch(new Request('http://localhost/v1/models'));
  const { data } = (await reply.json()) as { readonly data: readonly { id: string }[] };
  expect(data.map(({ id }) => id)).toContain('ollama/gemma3:4b');
});
