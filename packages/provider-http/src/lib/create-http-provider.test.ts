import { getActiveResourcesInfo } from 'node:process';
import { inspect } from 'node:util';
import {
  type CallOptions,
  encodeFrame,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  payloadFromBytes,
  type StreamFrame,
  UpstreamError,
} from '@gw/core';
import type { Transport } from '@gw/provider-utils';
import {
  compose,
  cutBeforeHeaders,
  cutMidStream,
  doneFrame,
  hangsMidStream,
  jsonWhenStreamAsked,
  neverAnswers,
  redirect,
  respond,
  slowFirstByte,
  splitEveryByte,
  startUpstream,
  status,
  stream,
  streamWhenJsonAsked,
  type Upstream,
} from '@gw/testkit/upstream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpProvider } from './create-http-provider.ts';
import type { HttpProviderSettings } from './settings.ts';

const apiKey = 'sk-secret';
const chatBody =
  '{ "model":"test-model", "seed":12345678901234567890, "messages":[{"role":"user","content":"Grüße"}] }';

function bodyOf(text: string) {
  return payloadFromBytes<never>(new TextEncoder().encode(text));
}

function chatRequest(text = chatBody, stream = false, model = 'test-model'): ProviderRequest {
  return { api: 'chat', model, stream, body: bodyOf(text) };
}

const streamRequest = () => chatRequest(chatBody.replace('{ ', '{ "stream":true,'), true);

function callOptions(options: Partial<CallOptions> = {}): CallOptions {
  return { signal: new AbortController().signal, headers: {}, requestId: 'req_1', ...options };
}

async function readFrames(reply: ProviderReply): Promise<StreamFrame[]> {
  const frames: StreamFrame[] = [];
  for await (const batch of reply.stream ?? []) frames.push(...batch);
  return frames;
}

async function failureOf(pending: Promise<unknown>): Promise<GatewayError> {
  const error = await pending.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayError);
  return error as GatewayError;
}

let upstream: Upstream;
let providers: Provider[];

beforeEach(async () => {
  upstream = await startUpstream();
  providers = [];
});

afterEach(async () => {
  for (const provider of providers) await provider.close?.();
  await upstream.close();
});

function createProvider(settings: Partial<HttpProviderSettings> = {}): Provider {
  const provider = createHttpProvider({ id: 'acme', baseUrl: upstream.url, apiKey, ...settings });
  providers.push(provider);
  return provider;
}

describe('what goes upstream', () => {
  const headersOf = (index: number) =>
    Object.fromEntries(upstream.requests[index]?.headers.filter(([name]) => name !== 'host') ?? []);

  it('is the body byte for byte, behind these headers', async () => {
    await createProvider().call(chatRequest(), callOptions());
    const [sent] = upstream.requests;
    expect(sent?.text).toBe(chatBody);
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(headersOf(0)).toMatchInlineSnapshot(`
      {
        "accept": "application/json",
        "accept-encoding": "identity",
        "authorization": "Bearer sk-secret",
        "connection": "keep-alive",
        "content-length": "103",
        "content-type": "application/json",
        "user-agent": "gw-provider-http",
      }
    `);
  });

  it('asks for a stream where the client did', async () => {
    const reply = await createProvider().call(streamRequest(), callOptions());
    await readFrames(reply);
    expect(headersOf(0)).toMatchInlineSnapshot(`
      {
        "accept": "text/event-stream",
        "accept-encoding": "identity",
        "authorization": "Bearer sk-secret",
        "connection": "keep-alive",
        "content-length": "117",
        "content-type": "application/json",
        "user-agent": "gw-provider-http",
      }
    `);
  });

  it('goes to the path of its api', async () => {
    const provider = createProvider();
    const embeddings = bodyOf('{"model":"test-embedding","input":"a"}');
    await provider.call(
      { api: 'embeddings', model: 'm', stream: false, body: embeddings },
      callOptions(),
    );
    const images = bodyOf('{"model":"test-image","prompt":"a"}');
    await provider.call({ api: 'images', model: 'm', stream: false, body: images }, callOptions());
    expect(upstream.requests.map((sent) => sent.path)).toEqual([
      '/v1/embeddings',
      '/v1/images/generations',
    ]);
  });

  it.each([
    ['responses', '/v1/responses'],
    ['compact', '/v1/responses/compact'],
    ['input_tokens', '/v1/responses/input_tokens'],
  ] as const)('goes to the path of %s, byte for byte', async (api, path) => {
    const text = '{ "model":"m", "input":"Grüße", "seed":12345678901234567890 }';
    const answer = { object: `of ${api}` };
    upstream.script(respond({ json: answer }));
    const request = { api, model: 'm', stream: false, body: bodyOf(text) } as ProviderRequest;
    const reply = await createProvider({ apis: [api] }).call(request, callOptions());
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', path, text });
    expect(reply.json?.json()).toEqual(answer);
  });

  it('goes to other paths, with a query and a key in another header', async () => {
    upstream.script(respond({ json: {} }));
    const provider = createProvider({
      baseUrl: `${upstream.origin}/openai/`,
      paths: { chat: 'deployments/{model}/chat/completions' },
      query: { 'api-version': '2024-10-21' },
      auth: { header: 'Api-Key' },
    });
    await provider.call(chatRequest(chatBody, false, 'my/model?'), callOptions());
    const [sent] = upstream.requests;
    expect(sent?.path).toBe('/openai/deployments/my%2Fmodel%3F/chat/completions');
    expect(sent?.query.toString()).toBe('api-version=2024-10-21');
    expect(sent?.header('api-key')).toBe(apiKey);
    expect(sent?.header('authorization')).toBeUndefined();
  });

  it.each(['', '.', '..'])('never is a model %j in a path', async (model) => {
    const provider = createProvider({ paths: { chat: 'deployments/{model}/chat' } });
    const error = await failureOf(
      provider.call(chatRequest(chatBody, false, model), callOptions()),
    );
    expect(error.code).toBe('model_not_found');
    expect(upstream.requests).toHaveLength(0);
  });

  it('forwards the headers that the settings name, under those of the settings', async () => {
    const provider = createProvider({
      headers: { 'OpenAI-Organization': 'org_1', 'x-trace-b': 'ours' },
      forwardHeaders: ['X-Trace-*', 'openai-beta'],
    });
    const headers = {
      'x-trace-a': '1',
      'x-trace-b': '2',
      'openai-beta': 'x=1',
      'x-other': '3',
      authorization: 'Bearer client',
      'openai-organization': 'theirs',
    };
    await provider.call(chatRequest(), callOptions({ headers }));
    const [sent] = upstream.requests;
    expect(sent?.header('x-trace-a')).toBe('1');
    expect(sent?.header('x-trace-b')).toBe('ours');
    expect(sent?.header('openai-beta')).toBe('x=1');
    expect(sent?.header('x-other')).toBeUndefined();
    expect(sent?.header('openai-organization')).toBe('org_1');
    expect(sent?.header('authorization')).toBe(`Bearer ${apiKey}`);
  });

  it('carries the key that a function gives at each call', async () => {
    let number = 0;
    const provider = createProvider({ apiKey: async () => `sk-${++number}` });
    await provider.call(chatRequest(), callOptions());
    await provider.call(chatRequest(), callOptions());
    const keys = upstream.requests.map((sent) => sent.header('authorization'));
    expect(keys).toEqual(['Bearer sk-1', 'Bearer sk-2']);
  });

  it('carries no credential where none is set', async () => {
    await createProvider({ apiKey: undefined }).call(chatRequest(), callOptions());
    expect(upstream.requests[0]?.header('authorization')).toBeUndefined();
  });
});

describe('what comes back', () => {
  it('is JSON with its original bytes', async () => {
    const json = '{ "id":"c1", "n":12345678901234567890 }';
    const headers = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'up_1' };
    upstream.script(respond({ status: 201, headers, text: json }));
    const reply = await createProvider().call(chatRequest(), callOptions());
    expect(reply).toMatchObject({ status: 201, headers: { 'x-request-id': 'up_1' }, warnings: [] });
    expect(new TextDecoder().decode(reply.json?.bytes())).toBe(json);
  });

  it('is a stream, the frames as they came, split wherever', async () => {
    const frames = ['data: {"t":"ü€😀"}\n\n', ': ping\n\n', doneFrame];
    upstream.script(compose(stream(frames), splitEveryByte()));
    const reply = await createProvider().call(streamRequest(), callOptions());
    const read = await readFrames(reply);
    expect(read.map((frame) => frame.kind)).toEqual(['event', 'comment', 'done']);
    expect(read.map((frame) => new TextDecoder().decode(frame.raw)).join('')).toBe(
      'data: {"t":"ü€😀"}\n\n: ping\n\ndata: [DONE]\n\n',
    );
  });

  it('is what the upstream sent, not what was asked', async () => {
    upstream.script(jsonWhenStreamAsked(), streamWhenJsonAsked());
    const provider = createProvider();
    const json = await provider.call(streamRequest(), callOptions());
    expect(json.json?.json()).toMatchObject({ object: 'chat.completion' });
    const streamed = await provider.call(chatRequest(), callOptions());
    expect((await readFrames(streamed)).at(-1)).toMatchObject({ kind: 'done' });
  });

  const typed = (type: string, text: string) =>
    respond({ headers: type ? { 'content-type': type } : [], text });

  it.each(['application/problem+json', 'APPLICATION/JSON', 'text/json'])(
    'takes %s for JSON',
    async (type) => {
      upstream.script(typed(type, '{"a":1}'));
      const reply = await createProvider().call(chatRequest(), callOptions());
      expect(reply.json?.json()).toEqual({ a: 1 });
    },
  );

  it.each([
    ['text/html', '<html>secret</html>'],
    ['application/x-ndjson', '{}'],
    ['text/plain', '{}'],
    ['application/jsonp', '{}'],
    ['application/json', 'not json'],
  ])('refuses %s %j, and lets go of the connection', async (type, text) => {
    upstream.script(typed(type, text));
    const error = await failureOf(createProvider().call(chatRequest(), callOptions()));
    expect(error.code).toBe('upstream_invalid_response');
    expect(inspect(error)).not.toContain('secret');
    await upstream.requests[0]?.closed;
    expect(upstream.openStreams()).toBe(0);
  });

  it('refuses a redirect', async () => {
    upstream.script(redirect());
    const error = await failureOf(createProvider().call(chatRequest(), callOptions()));
    expect(error.code).toBe('upstream_invalid_response');
  });

  it('throws while it is read when the stream breaks off', async () => {
    upstream.script(cutMidStream({ afterFrames: 1 }));
    const reply = await createProvider().call(streamRequest(), callOptions());
    await expect(readFrames(reply)).rejects.toMatchObject({ code: 'upstream_incomplete' });
  });

  it('throws while it is read when the stream ends in order inside a frame', async () => {
    upstream.script(stream(['data: {"a":1}\n\n', 'data: {"b"']));
    const reply = await createProvider().call(streamRequest(), callOptions());
    await expect(readFrames(reply)).rejects.toMatchObject({ code: 'upstream_incomplete' });
  });
});

describe('a reply without content-type', () => {
  const answer = (text: string): Transport => ({
    request: async () => ({
      status: 200,
      headers: {},
      bytes: (async function* () {
        yield new TextEncoder().encode(text);
      })(),
    }),
    close: async () => {},
  });
  const ask = (text: string) =>
    createProvider({ transport: answer(text) }).call(chatRequest(), callOptions());

  it('is JSON when it begins with a brace', async () => {
    expect((await ask('\n {"a":1}')).json?.json()).toEqual({ a: 1 });
  });

  it.each(['data: {"a":1}\n\n', ': hi\n\ndata: {"a":1}\n\n', 'event: x\ndata: {"a":1}\n\n'])(
    'is a stream when it begins like %j',
    async (text) => {
      expect(await readFrames(await ask(text))).toContainEqual(
        expect.objectContaining({ event: { a: 1 } }),
      );
    },
  );

  it.each(['', '<html>', 'OK', '[1]'])('is refused when it is %j', async (text) => {
    expect((await failureOf(ask(text))).code).toBe('upstream_invalid_response');
  });
});

describe('a refusal', () => {
  it('keeps what the upstream said', async () => {
    upstream.script(
      status(429, {
        retryAfter: 2,
        message: 'Slow down',
        code: 'rate_limit_exceeded',
        headers: { 'x-ratelimit-remaining-requests': '0' },
      }),
    );
    const error = await failureOf(createProvider().call(streamRequest(), callOptions()));
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({
      provider: 'acme',
      status: 429,
      message: 'Slow down',
      wireCode: 'rate_limit_exceeded',
      retryAfterMs: 2000,
      headers: { 'retry-after': '2', 'x-ratelimit-remaining-requests': '0' },
    });
  });

  it('never holds the key, whatever the upstream quotes', async () => {
    const message = `Incorrect API key provided: ${apiKey}`;
    upstream.script(status(401, { message }), status(400, { message }), status(403, { message }));
    const provider = createProvider();
    for (let round = 0; round < 3; round++) {
      const error = await failureOf(provider.call(chatRequest(), callOptions()));
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey);
      expect(JSON.stringify(error)).not.toContain(apiKey);
    }
  });
});

describe('an error under a status that says all is well', () => {
  const quote = `Incorrect API key provided: ${apiKey}.`;
  const sse = (...data: string[]) =>
    respond({ headers: { 'content-type': 'text/event-stream' }, text: data.join('') });

  it.each([
    ['a data line', `data: {"error":{"message":"${quote}","more":["${apiKey}"]}}\n\n`],
    ['an error event', `event: error\ndata: {"message":"${quote}"}\n\n`],
    ['escapes', `data: {"error":{"message":"sk-\\u0073ecret"}}\n\n`],
    ['a field beside the data', `id: ${apiKey}\ndata: {"error":{"message":"No."}}\n\n`],
  ])('holds no key in a stream: %s', async (_, text) => {
    upstream.script(sse('data: {"choices":[]}\n\n', text));
    const frames = await readFrames(await createProvider().call(streamRequest(), callOptions()));
    expect(frames).toHaveLength(2);
    const written = frames.map((frame) => new TextDecoder().decode(encodeFrame(frame))).join('');
    expect(written).not.toContain(apiKey);
    expect(JSON.stringify(frames)).not.toContain(apiKey);
  });

  it.each([
    [
      'a response that failed',
      { type: 'response.failed', response: { error: { message: quote } } },
    ],
    ['an error without a name', { type: 'error', message: quote, code: null }],
  ])('holds no key in a stream of responses: %s', async (_, event) => {
    upstream.script(sse(`data: ${JSON.stringify(event)}\n\n`));
    const frames = await readFrames(await createProvider().call(streamRequest(), callOptions()));
    expect(JSON.parse(JSON.stringify(event).replace(apiKey, '***'))).toEqual(
      (frames[0] as { event?: unknown }).event,
    );
    expect(frames[0]?.raw).toBeUndefined();
  });

  it('leaves the other frames of a stream as they came', async () => {
    const text = `data: { "choices":[{"delta":{"content":"${apiKey}"}}] }\n\n`;
    upstream.script(sse(text, 'data: {"error":{"message":"No."}}\n\n'));
    const [first] = await readFrames(await createProvider().call(streamRequest(), callOptions()));
    expect(new TextDecoder().decode(first?.raw)).toBe(text);
  });

  it.each([
    [{ code: 'invalid_api_key', type: 'invalid_request_error' }, 502, false],
    [{ type: 'authentication_error' }, 502, false],
    [{ type: 'invalid_request_error', code: 'bad_n', param: 'n' }, 400, false],
    [{ code: 429 }, 429, true],
    [{ type: 'server_error' }, 502, true],
  ])('is a refusal in JSON, without the key: %o', async (said, expected, retryable) => {
    upstream.script(respond({ json: { error: { message: quote, ...said }, data: null } }));
    const error = await failureOf(createProvider().call(chatRequest(), callOptions()));
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ status: expected, retryable });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(apiKey);
  });

  it('is a refusal in JSON that says it in one text', async () => {
    upstream.script(respond({ json: { error: quote } }));
    const error = await failureOf(createProvider().call(chatRequest(), callOptions()));
    expect(error.message).toBe('Incorrect API key provided: ***.');
  });

  it('stays beside an answer, without the key', async () => {
    const answer = { choices: [{ index: 0 }], error: { message: quote } };
    upstream.script(respond({ json: answer }));
    const { json } = await createProvider().call(chatRequest(), callOptions());
    const error = { message: 'Incorrect API key provided: ***.' };
    expect(json?.json()).toEqual({ ...answer, error });
    expect(new TextDecoder().decode(json?.bytes())).not.toContain(apiKey);
  });
});

describe('a response', () => {
  const error = { code: 'server_error', message: `The key ${apiKey} is bad.` };
  const redacted = { ...error, message: 'The key *** is bad.' };
  const ask = async (json: object) => {
    upstream.script(respond({ json }));
    return (await createProvider().call(chatRequest(), callOptions())).json?.json();
  };

  it('that failed is the answer, without the key', async () => {
    const failed = { object: 'response', status: 'failed', error, output: [] };
    expect(await ask(failed)).toEqual({ ...failed, error: redacted });
  });

  it('with output stays beside its error', async () => {
    const answer = { output: [{ type: 'message' }], error };
    expect(await ask(answer)).toEqual({ ...answer, error: redacted });
  });

  it('whose error is null is the answer', async () => {
    const answer = { object: 'response', status: 'completed', error: null, output: [] };
    expect(await ask(answer)).toEqual(answer);
  });

  it('is none when there is only an error', async () => {
    upstream.script(respond({ json: { error, output: [] } }));
    const refusal = await failureOf(createProvider().call(chatRequest(), callOptions()));
    expect(refusal.message).toBe(redacted.message);
  });
});

describe('failures of the connection', () => {
  it.each([
    ['upstream_unreachable', () => cutBeforeHeaders(), {}],
    ['upstream_timeout', () => slowFirstByte(5000), { timeouts: { firstByteMs: 50 } }],
  ])('are %s', async (code, behaviour, settings) => {
    upstream.script(behaviour());
    const error = await failureOf(createProvider(settings).call(chatRequest(), callOptions()));
    expect(error.code).toBe(code);
    expect(error.message).toContain('"acme"');
  });

  it('name an idle timeout', async () => {
    upstream.script(hangsMidStream(1));
    const provider = createProvider({ timeouts: { idleMs: 50 } });
    const reply = await provider.call(streamRequest(), callOptions());
    await expect(readFrames(reply)).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  it('hold neither key nor address', async () => {
    const { origin } = upstream;
    await upstream.close();
    const provider = createProvider({ baseUrl: `${origin}/base`, query: { tenant: 'hidden' } });
    const error = await failureOf(provider.call(chatRequest(), callOptions()));
    expect(error.message).toBe('The upstream "acme" could not be reached (ECONNREFUSED).');
    expect(inspect(error, { depth: 9 })).not.toMatch(/sk-secret|hidden/);
  });
});

describe('abort', () => {
  const reason = new Error('client left');

  it('rejects before anything is done', async () => {
    let asked = 0;
    const provider = createProvider({ apiKey: () => `sk-${++asked}` });
    const options = callOptions({ signal: AbortSignal.abort(reason) });
    await expect(provider.call(chatRequest(), options)).rejects.toBe(reason);
    expect(asked).toBe(0);
    expect(upstream.connections().opened).toBe(0);
  });

  it('ends the wait for a key', async () => {
    const controller = new AbortController();
    const provider = createProvider({ apiKey: () => new Promise(() => {}) });
    const pending = provider.call(chatRequest(), callOptions({ signal: controller.signal }));
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('ends the wait for headers, and the upstream sees it', async () => {
    const controller = new AbortController();
    upstream.script(neverAnswers());
    const pending = createProvider().call(
      chatRequest(),
      callOptions({ signal: controller.signal }),
    );
    const sent = await upstream.nextRequest();
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await sent.aborted;
  });

  it.each([
    [
      'a JSON body',
      () => chatRequest(),
      compose(
        respond({ json: { a: 'x'.repeat(9000) } }),
        cutMidStream({ afterBytes: 99, how: 'stall' }),
      ),
    ],
    [
      'the body of a refusal',
      () => chatRequest(),
      compose(status(500), cutMidStream({ afterBytes: 9, how: 'stall' })),
    ],
  ])('ends the wait for %s', async (_, request, behaviour) => {
    const controller = new AbortController();
    upstream.script(behaviour);
    const pending = createProvider().call(request(), callOptions({ signal: controller.signal }));
    const sent = await upstream.nextRequest();
    await new Promise((resolve) => setTimeout(resolve, 30));
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await sent.aborted;
  });

  it('ends a stream', async () => {
    const controller = new AbortController();
    upstream.script(hangsMidStream(1));
    const options = callOptions({ signal: controller.signal });
    const reply = await createProvider().call(streamRequest(), options);
    const reading = readFrames(reply);
    await new Promise((resolve) => setTimeout(resolve, 30));
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await upstream.requests[0]?.aborted;
  });
});

it('reuses the connection of a stream left at [DONE]', async () => {
  const provider = createProvider();
  for (let round = 0; round < 3; round++) {
    const reply = await provider.call(streamRequest(), callOptions());
    for await (const frames of reply.stream ?? []) {
      if (frames.some((frame) => frame.kind === 'done')) break;
    }
    await upstream.requests[round]?.closed;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(upstream.connections().opened).toBe(1);
});

describe('listModels', () => {
  const list = (provider: Provider) =>
    provider.listModels?.({ signal: new AbortController().signal });

  it('asks the upstream', async () => {
    expect(await list(createProvider())).toMatchObject([
      { id: 'test-model', object: 'model' },
      { id: 'test-embedding' },
      { id: 'test-image' },
    ]);
    expect(upstream.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
    expect(upstream.requests[0]?.header('authorization')).toBe(`Bearer ${apiKey}`);
  });

  it('throws what the upstream says', async () => {
    upstream.script(status(503), respond({ text: 'nope' }));
    const provider = createProvider();
    await expect(list(provider)).rejects.toMatchObject({ upstreamStatus: 503 });
    await expect(list(provider)).rejects.toMatchObject({ code: 'upstream_invalid_response' });
  });
});

describe('the provider itself', () => {
  it('is inert until it is called', () => {
    const before = getActiveResourcesInfo();
    const provider = createHttpProvider({ apiKey: () => expect.unreachable() });
    expect(provider).toMatchObject({
      specVersion: 1,
      id: 'openai',
      capabilities: {
        apis: ['chat', 'responses', 'compact', 'input_tokens', 'embeddings', 'images'],
        streamUsage: true,
      },
    });
    expect(getActiveResourcesInfo()).toEqual(before);
  });

  it.each([
    ['https://api.openai.com/v1/', true],
    ['https://api.openai.com.example/v1', false],
    ['https://gateway.example/https://api.openai.com/v1', false],
    ['http://127.0.0.1:8000/v1', false],
  ])('at %s speaks responses unless told otherwise: %s', (baseUrl, speaks) => {
    const { capabilities } = createHttpProvider({ baseUrl });
    expect(capabilities.apis.includes('responses')).toBe(speaks);
    expect(createHttpProvider({ baseUrl, apis: ['chat'] }).capabilities.apis).toEqual(['chat']);
  });

  it('tells the quirks of its upstream', () => {
    const { capabilities } = createHttpProvider({ quirks: ['lifecycle', 'max_tokens'] });
    expect(capabilities.quirks).toEqual(['lifecycle', 'max_tokens']);
    expect(createHttpProvider().capabilities).not.toHaveProperty('quirks');
  });

  it('shows no key', async () => {
    const provider = createProvider();
    await provider.call(chatRequest(), callOptions());
    expect(inspect(provider, { depth: 9, showHidden: true })).not.toContain(apiKey);
    expect(JSON.stringify(provider)).not.toContain(apiKey);
  });

  it('closes twice and leaves no connection', async () => {
    const provider = createProvider();
    await provider.call(chatRequest(), callOptions());
    await provider.close?.();
    await provider.close?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(upstream.connections().open).toBe(0);
  });

  it('does not close a transport that it was given', async () => {
    let closed = 0;
    const transport: Transport = {
      request: () => Promise.reject(new Error('unused')),
      close: async () => {
        closed++;
      },
    };
    await createHttpProvider({ transport }).close?.();
    expect(closed).toBe(0);
  });
});
