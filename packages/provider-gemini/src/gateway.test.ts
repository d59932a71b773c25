import {
  createGateway,
  type Payload,
  type Provider,
  payloadFromValue,
  readPayload,
} from '@gw/core';
import { readSseStream, validateResponsesStream } from '@gw/testkit/responses';
import { compose, hangsMidStream, type RecordedRequest } from '@gw/testkit/upstream';
import {
  geminiError,
  geminiErrorInStream,
  geminiJson,
  geminiModels,
  geminiStream,
  geminiTokens,
  geminiWire,
} from '@gw/testkit/wires';
import { describe, expect, test } from 'vitest';
import { functionTool } from './lib/__fixtures__/asked.ts';
import { apiKey, type Bench, startBench } from './lib/__fixtures__/bench.ts';

const model = 'gemini/gemini-3-flash';
const usageMetadata = { promptTokenCount: 7, candidatesTokenCount: 5, thoughtsTokenCount: 3 };
const ending = { finishReason: 'STOP', members: { usageMetadata } };

interface Item {
  readonly type: string;
  readonly [name: string]: unknown;
}

interface Told {
  readonly status: string;
  readonly output: readonly Item[];
  readonly usage: { readonly total_tokens: number };
  readonly incomplete_details: unknown;
}

/** A response, streamed or not; a stream is held against every rule on the way. */
async function respondTo(bench: Bench, body: object, stream: boolean): Promise<Told> {
  const reply = await bench.post('/v1/responses', { model, input: 'hi', stream, ...body });
  if (!stream) return (await reply.json()) as Told;
  const { events, violations } = readSseStream(await reply.text());
  expect([...violations, ...validateResponsesStream(events)]).toEqual([]);
  return (events.at(-1) as { response: Told }).response;
}

/** The same answer, in the way that was asked for. */
function script(
  { upstream }: Bench,
  stream: boolean,
  parts: readonly object[],
  more: object = ending,
) {
  upstream.script(
    stream
      ? geminiStream([...parts.map((part) => ({ parts: [part] })), more])
      : geminiJson({ parts, ...more }),
  );
}

const sent = ({ json }: RecordedRequest) => json as { contents: { role: string; parts: Item[] }[] };

describe.each([
  ['streamed', true],
  ['whole', false],
])('a Responses client, %s', (_, stream) => {
  test('text, thoughts and usage', async () => {
    await using bench = await startBench();
    script(bench, stream, [{ text: 'Hm', thought: true }, { text: 'Grüße ' }, { text: '👩🏽‍🚀' }]);
    const told = await respondTo(bench, { reasoning: { summary: 'auto' } }, stream);
    expect(told).toMatchObject({
      status: 'completed',
      model: 'gemini-3-flash',
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
        { type: 'message', content: [{ type: 'output_text', text: 'Grüße 👩🏽‍🚀' }] },
      ],
      usage: {
        input_tokens: 7,
        output_tokens: 8,
        total_tokens: 15,
        output_tokens_details: { reasoning_tokens: 3 },
      },
    });
    expect(bench.events.find(({ type }) => type === 'settled')).toMatchObject({
      usage: { inputTokens: 7, outputTokens: 8, reasoningTokens: 3, estimated: false },
    });
  });

  test('a loop of tools, signatures handed back, statelessly and by previous_response_id', async () => {
    await using bench = await startBench();
    const parts = [
      { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2lnMQ==' },
      { functionCall: { name: 'f', args: { a: 2 } } },
    ];
    const tools = [functionTool('f')];
    const include = ['reasoning.encrypted_content'];
    script(bench, stream, parts);
    const first = (await respondTo(bench, { tools, include }, stream)) as Told & { id: string };
    const outputs = first.output
      .filter(({ type }) => type === 'function_call')
      .map(({ call_id }, place) => ({
        type: 'function_call_output',
        call_id,
        output: `r${place}`,
      }));
    const results = ['r0', 'r1'].map((output) => ({
      functionResponse: { name: 'f', response: { output } },
    }));
    const conversation = [
      { role: 'user', parts: [{ text: 'hi' }] },
      { role: 'model', parts },
      { role: 'user', parts: results },
    ];
    const user = { role: 'user', content: 'hi' };
    for (const body of [
      { tools, store: false, input: [user, ...first.output, ...outputs] },
      { tools, previous_response_id: first.id, input: outputs },
    ]) {
      script(bench, stream, [{ text: 'Done' }]);
      expect((await respondTo(bench, body, stream)).status).toBe('completed');
      expect(sent(bench.lastRequest()).contents).toEqual(conversation);
    }
  });

  test('structured output, and pictures in', async () => {
    await using bench = await startBench();
    script(bench, stream, [{ text: '{"a":1}' }]);
    const schema = { type: 'object', properties: { a: { type: 'integer' } } };
    const content = [{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }];
    await respondTo(
      bench,
      {
        text: { format: { type: 'json_schema', name: 'n', schema } },
        input: [{ role: 'user', content }],
      },
      stream,
    );
    expect(sent(bench.lastRequest())).toEqual({
      contents: [
        { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      ],
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema },
    });
  });

  test.each([
    ['MAX_TOKENS', 'max_output_tokens'],
    ['SAFETY', 'content_filter'],
    ['OTHER', 'other'],
  ])('an answer that ends with %s', async (finishReason, reason) => {
    await using bench = await startBench();
    script(bench, stream, [{ text: 'Hal' }], { ...ending, finishReason });
    expect(await respondTo(bench, {}, stream)).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason },
      output: [{ type: 'message', status: 'incomplete', content: [{ text: 'Hal' }] }],
    });
  });

  test('a prompt that Google blocks', async () => {
    await using bench = await startBench();
    script(bench, stream, [], {
      members: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata },
    });
    expect(await respondTo(bench, {}, stream)).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
      output: [],
    });
  });

  test('a picture out, and back in', async () => {
    await using bench = await startBench();
    const part = {
      inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' },
      thoughtSignature: 'c2ln',
    };
    const body = {
      tools: [{ type: 'image_generation' }],
      include: ['reasoning.encrypted_content'],
    };
    script(bench, stream, [part]);
    const { output } = await respondTo(bench, body, stream);
    expect(output.at(-1)).toMatchObject({
      type: 'image_generation_call',
      status: 'completed',
      result: 'iVBORw0KGgo=',
    });
    script(bench, stream, [{ text: 'Nice' }]);
    await respondTo(
      bench,
      { ...body, input: [...output, { role: 'user', content: 'And?' }] },
      stream,
    );
    expect(sent(bench.lastRequest()).contents[0]).toEqual({ role: 'model', parts: [part] });
  });
});

interface Completion {
  readonly choices: readonly { readonly message: Item & { tool_calls?: { id: string }[] } }[];
}

describe('a chat client', () => {
  const tools = [
    { type: 'function', function: { name: 'f', parameters: functionTool('f').parameters } },
  ];
  const parts = [
    { text: 'Looking' },
    { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2lnMQ==' },
    { functionCall: { name: 'f', args: { a: 2 } } },
  ];
  const user = { role: 'user', content: 'hi' };

  test('gets calls and hands them back with what belongs to them', async () => {
    await using bench = await startBench();
    script(bench, false, parts);
    const reply = await bench.post('/v1/chat/completions', { model, messages: [user], tools });
    const { choices } = (await reply.json()) as Completion;
    const message = choices[0]?.message as Completion['choices'][0]['message'];
    expect(choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: {
          content: 'Looking',
          tool_calls: [
            { function: { arguments: '{"a":1}' } },
            { function: { arguments: '{"a":2}' } },
          ],
        },
      },
    ]);
    const results =
      message.tool_calls?.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' })) ??
      [];
    script(bench, false, [{ text: 'Done' }]);
    await bench.post('/v1/chat/completions', {
      model,
      messages: [user, message, ...results],
      tools,
    });
    expect(sent(bench.lastRequest()).contents[1]).toEqual({ role: 'model', parts });
  });

  test('that does not know reasoning is served all the same', async () => {
    await using bench = await startBench();
    const calls = [
      { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
    ];
    const messages = [
      user,
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'call_1', content: 'ok' },
    ];
    script(bench, false, [{ text: 'Done' }]);
    expect((await bench.post('/v1/chat/completions', { model, messages, tools })).status).toBe(200);
    expect(sent(bench.lastRequest()).contents[1]?.parts).toEqual([
      {
        functionCall: { name: 'f', args: { a: 1 } },
        thoughtSignature: 'skip_thought_signature_validator',
      },
    ]);
  });

  test('gets a stream of the same, each call with an index of its own', async () => {
    await using bench = await startBench();
    script(bench, true, parts);
    const reply = await bench.post('/v1/chat/completions', {
      model,
      messages: [user],
      tools,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = (await reply.text())
      .split('\n\n')
      .filter((frame) => frame.startsWith('data: {'))
      .map((frame) => JSON.parse(frame.slice(6)) as ChatChunk);
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Looking');
    const called = deltas.flatMap(({ tool_calls = [] }) => tool_calls);
    expect(called.filter(({ id }) => id).map(({ index }) => index)).toEqual([0, 1]);
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 8 });
  });
});

interface ChatChunk {
  readonly choices: readonly {
    readonly delta: { content?: string; tool_calls?: { index: number; id?: string }[] };
  }[];
  readonly usage?: object;
}

describe('errors', () => {
  test.each([
    [400, 400, 'INVALID_ARGUMENT'],
    [404, 404, 'NOT_FOUND'],
    [429, 429, 'RESOURCE_EXHAUSTED'],
    [503, 503, 'UNAVAILABLE'],
    [401, 502, 'upstream_authentication_error'],
    [403, 502, 'upstream_authentication_error'],
  ])('%i reaches the client as %i', async (status, shown, code) => {
    await using bench = await startBench();
    bench.upstream.script(geminiError(status, { message: `No, ${apiKey}` }));
    const reply = await bench.post('/v1/responses', { model, input: 'hi' });
    const text = await reply.text();
    expect([reply.status, JSON.parse(text)]).toMatchObject([shown, { error: { code } }]);
    expect(text).not.toContain(apiKey);
  });

  test('what Gemini cannot do is named', async () => {
    await using bench = await startBench();
    const content = [{ type: 'input_image', image_url: 'http://example.com/a.png' }];
    const reply = await bench.post('/v1/responses', { model, input: [{ role: 'user', content }] });
    expect([reply.status, await reply.json()]).toMatchObject([
      400,
      { error: { code: 'unsupported_parameter', param: 'input[0].content[0].image_url' } },
    ]);
    expect(bench.upstream.requests).toHaveLength(0);
  });

  test('in a stream before content are refusals, behind it the stream’s own end', async () => {
    await using bench = await startBench();
    const said = geminiStream([{ parts: [{ text: 'Hal' }] }, ending]);
    bench.upstream.script(
      compose(said, geminiErrorInStream(0, 'Busy')),
      compose(said, geminiErrorInStream(1, 'Busy')),
    );
    const body = { model, input: 'hi', stream: true };
    const early = readSseStream(await (await bench.post('/v1/responses', body)).text());
    const late = readSseStream(await (await bench.post('/v1/responses', body)).text());
    expect(validateResponsesStream(late.events)).toEqual([]);
    expect(late.events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { output: [{ content: [{ text: 'Hal' }] }] },
    });
    expect(JSON.stringify(early.events)).not.toContain('Hal');
  });
});

test('a client that leaves ends the upstream’s work', async () => {
  await using bench = await startBench();
  bench.upstream.script(
    compose(geminiStream([{ parts: [{ text: 'Hal' }] }, ending]), hangsMidStream(1)),
  );
  const leaving = new AbortController();
  const reply = await bench.post(
    '/v1/responses',
    { model, input: 'hi', stream: true },
    leaving.signal,
  );
  const reader = reply.body?.getReader();
  await reader?.read();
  leaving.abort();
  await bench.lastRequest().aborted;
  await reader?.cancel().catch(() => undefined);
});

test('embeddings, counts and models through the gateway', async () => {
  await using bench = await startBench();
  const { answers } = geminiWire();
  if (answers.embeddings)
    bench.upstream.script(answers.embeddings({ vectors: [[0.5]], tokens: 3 }));
  const embedded = await bench.post('/v1/embeddings', {
    model: 'gemini/gemini-embedding-001',
    input: 'hi',
  });
  expect(await embedded.json()).toMatchObject({
    data: [{ embedding: [0.5] }],
    usage: { prompt_tokens: 3 },
  });
  bench.upstream.script(geminiTokens(11));
  const counted = await bench.post('/v1/responses/input_tokens', { model, input: 'hi' });
  expect(await counted.json()).toEqual({ object: 'response.input_tokens', input_tokens: 11 });
  bench.upstream.script(geminiModels(['gemini-3-flash']));
  const listed = await bench.gateway.fetch(new Request('http://localhost/v1/models'));
  expect(await listed.json()).toMatchObject({
    data: expect.arrayContaining([expect.objectContaining({ id: 'gemini/gemini-3-flash' })]),
  });
});

test('beside another provider signatures are wrapped, come back as they were, and go nowhere else', async () => {
  const seen: unknown[] = [];
  const other: Provider = {
    specVersion: 1,
    id: 'other',
    capabilities: { apis: ['responses'] },
    async call({ body }) {
      seen.push(readPayload(body as Payload<unknown>));
      const json = payloadFromValue({ status: 'completed', output: [] });
      return { status: 200, headers: {}, isDraft: true, json: json as never };
    },
  };
  await using bench = await startBench({}, () => [other]);
  const part = { functionCall: { name: 'f', args: {} }, thoughtSignature: 'c2lnMQ==' };
  const body = { tools: [functionTool('f')], include: ['reasoning.encrypted_content'] };
  script(bench, false, [part]);
  const { output } = await respondTo(bench, body, false);
  expect(output[0]).toMatchObject({ encrypted_content: expect.stringMatching(/^gwo1\./) });
  const result = { type: 'function_call_output', call_id: output[1]?.call_id, output: 'ok' };
  const input = [{ role: 'user', content: 'hi' }, ...output, result];
  script(bench, false, [{ text: 'Done' }]);
  await respondTo(bench, { ...body, input }, false);
  expect(sent(bench.lastRequest()).contents[1]).toEqual({ role: 'model', parts: [part] });
  await respondTo(bench, { ...body, input, model: 'other/m' }, false);
  expect(JSON.stringify(seen)).not.toContain('c2lnMQ==');
});

test('a target’s overrides in Gemini’s words stand over what a chat client asked for', async () => {
  await using bench = await startBench();
  const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
  const overrides = { generationConfig: { temperature: 1 }, safetySettings };
  const models = { mine: { provider: 'gemini', model: 'gemini-2.5-pro', overrides } };
  const gateway = createGateway({ providers: [bench.provider], models });
  script(bench, false, [{ text: 'ok' }]);
  const body = {
    model: 'mine',
    temperature: 0,
    top_p: 0.5,
    messages: [{ role: 'user', content: 'hi' }],
  };
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  await gateway.fetch(new Request('http://localhost/v1/chat/completions', request));
  expect([bench.lastRequest().path, bench.lastRequest().json]).toEqual([
    '/v1beta/models/gemini-2.5-pro:generateContent',
    {
      contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
      generationConfig: { temperature: 1, topP: 0.5 },
      safetySettings,
    },
  ]);
});

test('a call that the model botched is asked for again, unseen', async () => {
  await using bench = await startBench();
  const gateway = createGateway({ providers: [bench.provider], retry: { backoffMs: 1 } });
  bench.upstream.script(
    geminiStream([{ finishReason: 'MALFORMED_FUNCTION_CALL' }]),
    geminiStream([{ parts: [{ text: 'Hallo' }] }, ending]),
  );
  const body = JSON.stringify({ model, input: 'hi', stream: true });
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body };
  const reply = await gateway.fetch(new Request('http://localhost/v1/responses', request));
  const { events } = readSseStream(await reply.text());
  expect(validateResponsesStream(events)).toEqual([]);
  expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ text: 'Hallo' }] }] } });
  expect(bench.upstream.requests).toHaveLength(2);
});
