import { inspect } from 'node:util';
import {
  type CallOptions,
  GatewayError,
  type ProviderReply,
  type ProviderRequest,
  payloadFromBytes,
  payloadFromValue,
  readPayload,
  type StreamFrame,
  UpstreamError,
} from '@gw/core';
import {
  compose,
  cutMidStream,
  hangsMidStream,
  neverAnswers,
  respond,
  slowFirstByte,
  splitEveryByte,
  stream,
} from '@gw/testkit/upstream';
import {
  geminiError,
  geminiErrorInStream,
  geminiJson,
  geminiModels,
  geminiStream,
  geminiTokens,
} from '@gw/testkit/wires';
import { describe, expect, test } from 'vitest';
import { apiKey, startBench } from './__fixtures__/bench.ts';

const model = 'gemini-3-flash';
const hello = [
  { parts: [{ text: 'Grüße ' }] },
  { parts: [{ text: '👩🏽‍🚀' }] },
  { finishReason: 'STOP' },
];

function request(members: object = {}, isStream = false): ProviderRequest {
  const body = payloadFromValue({ model, input: 'hi', stream: isStream, ...members });
  return { api: 'responses', model, stream: isStream, body: body as never };
}

function options(more: Partial<CallOptions> = {}): CallOptions {
  return { signal: new AbortController().signal, headers: {}, requestId: 'req_1', ...more };
}

async function readFrames(reply: ProviderReply): Promise<StreamFrame[]> {
  const frames: StreamFrame[] = [];
  for await (const batch of reply.stream ?? []) frames.push(...batch);
  return frames;
}

const textOf = (frames: readonly StreamFrame[]) =>
  frames
    .map((frame) =>
      frame.kind === 'event' ? ((frame.event as { delta?: string }).delta ?? '') : '',
    )
    .join('');

async function failureOf(pending: Promise<unknown>): Promise<GatewayError> {
  const error = await pending.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayError);
  return error as GatewayError;
}

describe('what goes upstream', () => {
  test('the key in a header, never in the URL, and nothing of the client that is not named', async () => {
    await using bench = await startBench({
      headers: { 'x-own': '1' },
      forwardHeaders: ['x-trace-*'],
    });
    bench.upstream.script(geminiJson({ parts: [{ text: 'hi' }], finishReason: 'STOP' }));
    const headers = { 'x-trace-id': 't', 'x-other': 'o', authorization: 'Bearer client' };
    await bench.provider.call(request(), options({ headers }));
    const sent = bench.lastRequest();
    expect([sent.method, sent.path, String(sent.query)]).toEqual([
      'POST',
      `/v1beta/models/${model}:generateContent`,
      '',
    ]);
    expect(
      ['x-goog-api-key', 'x-own', 'x-trace-id', 'x-other', 'authorization', 'user-agent'].map(
        (name) => sent.header(name),
      ),
    ).toEqual([apiKey, '1', 't', undefined, undefined, 'gw-provider-gemini']);
  });

  test('a stream is asked for by its own method, as server-sent events', async () => {
    await using bench = await startBench();
    bench.upstream.script(geminiStream(hello));
    await readFrames(await bench.provider.call(request({}, true), options()));
    const { path, query } = bench.lastRequest();
    expect([path, String(query)]).toEqual([
      `/v1beta/models/${model}:streamGenerateContent`,
      'alt=sse',
    ]);
  });

  test('numbers of the client’s as they were written', async () => {
    await using bench = await startBench();
    bench.upstream.script(geminiJson({ finishReason: 'STOP' }));
    const text =
      '{"model":"m","input":"hi","tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{"id":{"type":"integer","maximum":9223372036854775807}}}}]}';
    const body = payloadFromBytes(new TextEncoder().encode(text)) as never;
    await bench.provider.call({ api: 'responses', model, stream: false, body }, options());
    expect(bench.lastRequest().text).toContain('"maximum":9223372036854775807');
  });

  test('safety settings of the provider', async () => {
    const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
    await using bench = await startBench({ safetySettings });
    bench.upstream.script(geminiJson({ finishReason: 'STOP' }));
    await bench.provider.call(request(), options());
    expect(bench.lastRequest().json).toMatchObject({ safetySettings });
  });
});

describe('what comes back', () => {
  test('drafts, whole or in pieces, that say the same', async () => {
    await using bench = await startBench();
    bench.upstream.script(
      geminiJson({ parts: hello.flatMap(({ parts = [] }) => parts), finishReason: 'STOP' }),
      geminiStream(hello),
    );
    const whole = await bench.provider.call(request(), options());
    expect([whole.status, whole.isDraft, readPayload(whole.json as never)]).toEqual([
      200,
      true,
      {
        status: 'completed',
        model,
        output: [
          {
            type: 'message',
            id: expect.stringMatching(/^msg_/),
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: 'Grüße 👩🏽‍🚀', annotations: [] }],
          },
        ],
      },
    ]);
    const pieces = await bench.provider.call(request({}, true), options());
    expect([pieces.isDraft, textOf(await readFrames(pieces))]).toEqual([true, 'Grüße 👩🏽‍🚀']);
  });

  test('what the upstream sent decides, not what was asked', async () => {
    await using bench = await startBench();
    bench.upstream.script(
      geminiStream(hello),
      geminiJson({ parts: [{ text: 'x' }], finishReason: 'STOP' }),
    );
    expect((await bench.provider.call(request(), options())).stream).toBeDefined();
    expect((await bench.provider.call(request({}, true), options())).json).toBeDefined();
  });

  test('frames that are split at every byte', async () => {
    await using bench = await startBench();
    bench.upstream.script(compose(geminiStream(hello), splitEveryByte()));
    const frames = await readFrames(await bench.provider.call(request({}, true), options()));
    expect(textOf(frames)).toBe('Grüße 👩🏽‍🚀');
  });

  test('numbers in arguments as the model wrote them, streamed and not', async () => {
    await using bench = await startBench();
    const data =
      '{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"id":12345678901234567890}}}]},"finishReason":"STOP"}]}';
    const json = { 'content-type': 'application/json' };
    bench.upstream.script(
      stream([`data: ${data}\r\n\r\n`]),
      respond({ text: data, headers: json }),
    );
    const streamed = await readFrames(await bench.provider.call(request({}, true), options()));
    expect(textOf(streamed)).toBe('{"id":12345678901234567890}');
    const whole = await bench.provider.call(request(), options());
    expect(readPayload(whole.json as never)).toMatchObject({
      output: [{ arguments: '{"id":12345678901234567890}' }],
    });
  });

  test('what a stream leaves out is told while it runs', async () => {
    await using bench = await startBench();
    const parts = [{ executableCode: { code: '1' } }, { text: 'Hi' }];
    bench.upstream.script(geminiStream([{ parts, finishReason: 'STOP' }]));
    const told: string[] = [];
    const warn = (message: string) => void told.push(message);
    const reply = await bench.provider.call(request({}, true), options({ warn }));
    await readFrames(reply);
    expect([reply.warnings, told]).toEqual([[], ['Output was left out: executableCode.']]);
  });

  test('what was not done as asked', async () => {
    await using bench = await startBench();
    bench.upstream.script(geminiJson({ parts: [{ executableCode: {} }], finishReason: 'STOP' }));
    const reply = await bench.provider.call(request({ user: 'u' }), options());
    expect(reply.warnings).toEqual([
      '"user" was left out: Gemini has none.',
      'Output was left out: executableCode.',
    ]);
  });

  test.each([
    ['a page', respond({ text: '<html>', headers: { 'content-type': 'text/html' } })],
    ['half of JSON', respond({ text: '{"a":', headers: { 'content-type': 'application/json' } })],
  ])('%s is no answer', async (_, behaviour) => {
    await using bench = await startBench();
    bench.upstream.script(behaviour);
    const error = await failureOf(bench.provider.call(request(), options()));
    expect(error.code).toBe('upstream_invalid_response');
  });
});

describe('counting and listing', () => {
  test('tokens of the whole request', async () => {
    await using bench = await startBench();
    bench.upstream.script(geminiTokens(31));
    const body = payloadFromValue({ model, input: 'hi', instructions: 'Be brief' }) as never;
    const reply = await bench.provider.call(
      { api: 'input_tokens', model, stream: false, body },
      options(),
    );
    expect(readPayload(reply.json as never)).toEqual({
      object: 'response.input_tokens',
      input_tokens: 31,
    });
    expect([bench.lastRequest().path, bench.lastRequest().json]).toEqual([
      `/v1beta/models/${model}:countTokens`,
      {
        generateContentRequest: {
          model: `models/${model}`,
          contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
          systemInstruction: { parts: [{ text: 'Be brief' }] },
        },
      },
    ]);
  });

  test('models of all pages', async () => {
    await using bench = await startBench();
    const pages = geminiModels(['a', 'b', 'c', 'd', 'e'], 2);
    bench.upstream.script(pages, pages, pages);
    const models = await bench.provider.listModels?.({ signal: new AbortController().signal });
    expect(models?.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(bench.upstream.requests.map(({ query }) => query.get('pageToken'))).toEqual([
      null,
      '2',
      '4',
    ]);
    expect(bench.lastRequest().header('x-goog-api-key')).toBe(apiKey);
  });
});

describe('refusals', () => {
  test.each([400, 404, 409, 429, 500, 503])('of status %i keep it', async (status) => {
    await using bench = await startBench();
    bench.upstream.script(geminiError(status, { message: `No, ${apiKey}`, retryDelaySeconds: 3 }));
    const error = await failureOf(bench.provider.call(request(), options()));
    expect(error).toBeInstanceOf(UpstreamError);
    expect([error.status, error.message, (error as UpstreamError).retryAfterMs]).toEqual([
      status,
      'No, ***',
      3000,
    ]);
  });

  test.each([
    [401, { message: `Bad key ${apiKey}` }],
    [403, { message: `Denied ${apiKey}` }],
    [400, { message: `API key not valid: ${apiKey}`, reason: 'API_KEY_INVALID' }],
  ])('of our key are ours: %i', async (status, fields) => {
    await using bench = await startBench();
    bench.upstream.script(geminiError(status, fields));
    const error = await failureOf(bench.provider.call(request(), options()));
    expect(error.code).toBe('upstream_authentication_error');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey);
  });

  test('inside of a stream come behind what was said', async () => {
    await using bench = await startBench();
    bench.upstream.script(compose(geminiStream(hello), geminiErrorInStream(1, `Busy ${apiKey}`)));
    const reply = await bench.provider.call(request({}, true), options());
    const told: string[] = [];
    const reading = (async () => {
      for await (const frames of reply.stream ?? []) told.push(textOf(frames));
    })();
    const error = await failureOf(reading);
    expect([error.message, (error as UpstreamError).upstreamStatus, error.retryable]).toEqual([
      'Busy ***',
      503,
      true,
    ]);
    expect(told.join('')).toBe('Grüße ');
  });

  test('in place of an answer under 200 are refusals', async () => {
    await using bench = await startBench();
    const json = { error: { code: 429, message: 'Slow', status: 'RESOURCE_EXHAUSTED' } };
    bench.upstream.script(respond({ json }));
    const error = await failureOf(bench.provider.call(request(), options()));
    expect([error.status, error.wireCode]).toEqual([429, 'RESOURCE_EXHAUSTED']);
  });

  test('of apis that were not declared', async () => {
    await using bench = await startBench({ apis: ['embeddings'] });
    const error = await failureOf(bench.provider.call(request(), options()));
    expect([error.code, bench.upstream.requests.length]).toEqual(['unsupported_api', 0]);
  });
});

describe('an answer that breaks off', () => {
  test.each([
    ['without a finish reason', geminiStream(hello.slice(0, 2)), 'upstream_incomplete'],
    [
      'in the middle of a frame',
      compose(geminiStream(hello), cutMidStream({ afterBytes: 30, how: 'end' })),
      'upstream_incomplete',
    ],
    [
      'by a reset',
      compose(geminiStream(hello), cutMidStream({ afterFrames: 1 })),
      'upstream_incomplete',
    ],
  ])('%s is a failure', async (_, behaviour, code) => {
    await using bench = await startBench();
    bench.upstream.script(behaviour);
    const reply = await bench.provider.call(request({}, true), options());
    expect((await failureOf(readFrames(reply))).code).toBe(code);
  });
});

describe('a client that leaves', () => {
  test('before the call', async () => {
    await using bench = await startBench();
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(bench.provider.call(request(), options({ signal }))).rejects.toThrow('gone');
    expect(bench.upstream.requests).toHaveLength(0);
  });

  test('while the key is fetched', async () => {
    await using bench = await startBench({ apiKey: () => new Promise(() => undefined) });
    const leaving = new AbortController();
    const pending = bench.provider.call(request(), options({ signal: leaving.signal }));
    leaving.abort(new Error('gone'));
    await expect(pending).rejects.toThrow('gone');
  });

  test.each([
    ['while it waits for the head', neverAnswers(), false],
    [
      'while it waits for the body',
      compose(geminiJson({ finishReason: 'STOP' }), slowFirstByte(60_000, { headersFirst: true })),
      false,
    ],
    ['in the middle of a stream', compose(geminiStream(hello), hangsMidStream(1)), true],
  ])('%s', async (_, behaviour, isStream) => {
    await using bench = await startBench();
    bench.upstream.script(behaviour);
    const leaving = new AbortController();
    const pending = (async () => {
      const reply = await bench.provider.call(
        request({}, isStream),
        options({ signal: leaving.signal }),
      );
      await readFrames(reply);
    })();
    pending.catch(() => undefined);
    const received = await bench.upstream.nextRequest();
    setTimeout(() => leaving.abort(new Error('gone')), 30);
    await expect(pending).rejects.toThrow('gone');
    await received.aborted;
  });

  test('by leaving the stream', async () => {
    await using bench = await startBench();
    bench.upstream.script(compose(geminiStream(hello), hangsMidStream(1)));
    const reply = await bench.provider.call(request({}, true), options());
    const iterator = reply.stream?.[Symbol.asyncIterator]();
    await iterator?.next();
    const waiting = iterator?.next();
    await iterator?.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await bench.lastRequest().aborted;
  });
});
