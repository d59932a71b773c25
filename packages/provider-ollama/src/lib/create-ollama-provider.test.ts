import {
  type CallOptions,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  payloadFromValue,
  UpstreamError,
} from '@gw/core';
import { compose, neverAnswers, respond, startUpstream, type Upstream } from '@gw/testkit/upstream';
import { ollamaLines, ollamaWire } from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chunksIn, framesOf, lastLine, line } from './__fixtures__/answers.ts';
import { createOllamaProvider } from './create-ollama-provider.ts';
import type { OllamaProviderSettings } from './settings.ts';

let upstream: Upstream;
let providers: Provider[];

beforeEach(async () => {
  upstream = await startUpstream({ basePath: '' });
  providers = [];
});

afterEach(async () => {
  for (const provider of providers) await provider.close?.();
  await upstream.close();
});

function createProvider(settings: Partial<OllamaProviderSettings> = {}): Provider {
  const provider = createOllamaProvider({ baseUrl: upstream.url, ...settings });
  providers.push(provider);
  return provider;
}

function chatRequest(members: object = {}, stream = false): ProviderRequest {
  const body = { model: 'llama3.2', messages: [{ role: 'user', content: 'Grüße' }], ...members };
  return { api: 'chat', model: 'llama3.2', stream, body: payloadFromValue(body as never) };
}

function embedRequest(members: object = {}): ProviderRequest {
  const body = { model: 'all-minilm', input: ['a', 'b'], ...members };
  return { api: 'embeddings', model: 'all-minilm', stream: false, body: payloadFromValue(body) };
}

function callOptions(options: Partial<CallOptions> = {}): CallOptions {
  return { signal: new AbortController().signal, headers: {}, requestId: 'req_1', ...options };
}

async function failureOf(pending: Promise<unknown>): Promise<GatewayError> {
  const error = await pending.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayError);
  return error as GatewayError;
}

const chunksOf = async ({ stream }: ProviderReply) =>
  chunksIn(await framesOf((stream ?? expect.fail('no stream')) as never));

const answers = () => respond({ json: lastLine() });

describe('what goes upstream', () => {
  const headersOf = (index: number) =>
    Object.fromEntries(upstream.requests[index]?.headers.filter(([name]) => name !== 'host') ?? []);

  it('is JSON of the wire, behind these headers', async () => {
    upstream.script(answers());
    await createProvider().call(chatRequest({ temperature: 0.5 }), callOptions());
    const [sent] = upstream.requests;
    expect(sent).toMatchObject({ method: 'POST', path: '/api/chat' });
    expect(sent?.text).toMatchInlineSnapshot(
      `"{"model":"llama3.2","messages":[{"role":"user","content":"Grüße"}],"stream":false,"options":{"temperature":0.5}}"`,
    );
    expect(headersOf(0)).toMatchInlineSnapshot(`
      {
        "accept": "application/json",
        "accept-encoding": "identity",
        "connection": "keep-alive",
        "content-length": "114",
        "content-type": "application/json",
        "user-agent": "gw-provider-ollama",
      }
    `);
  });

  it('asks for lines where the client wants a stream, with a key if there is one', async () => {
    upstream.script(ollamaLines([lastLine()]));
    const provider = createProvider({ apiKey: async () => 'sk-1' });
    await chunksOf(await provider.call(chatRequest({}, true), callOptions()));
    expect(upstream.requests[0]?.json).toMatchObject({ stream: true });
    expect(headersOf(0)).toMatchObject({
      accept: 'application/x-ndjson',
      authorization: 'Bearer sk-1',
    });
  });

  it('goes to a folder behind a proxy, with headers of the settings and those they name', async () => {
    upstream.script(answers());
    const provider = createProvider({
      baseUrl: `${upstream.origin}/ollama/`,
      headers: { 'X-Proxy-Token': 'p', 'x-trace-b': 'ours' },
      forwardHeaders: ['X-Trace-*'],
    });
    const headers = { 'x-trace-a': '1', 'x-trace-b': '2', authorization: 'Bearer client' };
    await provider.call(chatRequest(), callOptions({ headers }));
    const [sent] = upstream.requests;
    expect(sent?.path).toBe('/ollama/api/chat');
    expect(headersOf(0)).toMatchObject({
      'x-proxy-token': 'p',
      'x-trace-a': '1',
      'x-trace-b': 'ours',
    });
    expect(sent?.header('authorization')).toBeUndefined();
  });

  it('has the key over whatever else the settings send', async () => {
    upstream.script(answers());
    const headers = { Authorization: 'Basic x' };
    await createProvider({ apiKey: 'sk-1', headers }).call(chatRequest(), callOptions());
    expect(upstream.requests[0]?.header('authorization')).toBe('Bearer sk-1');
  });

  it('has the settings for models in chats and embeddings', async () => {
    const settings = {
      options: { num_ctx: 512 },
      keepAlive: '1h',
      thinkLevels: { 'llama*': ['low'] },
    };
    const provider = createProvider(settings);
    upstream.script(answers(), respond({ json: { embeddings: [[1], [2]] } }));
    const { warnings } = await provider.call(
      chatRequest({ reasoning_effort: 'high' }),
      callOptions(),
    );
    await provider.call(embedRequest(), callOptions());
    expect(upstream.requests.map(({ path, json }) => [path, json])).toEqual([
      [
        '/api/chat',
        {
          model: 'llama3.2',
          messages: [{ role: 'user', content: 'Grüße' }],
          stream: false,
          think: 'low',
          keep_alive: '1h',
          options: { num_ctx: 512 },
        },
      ],
      [
        '/api/embed',
        { model: 'all-minilm', input: ['a', 'b'], keep_alive: '1h', options: { num_ctx: 512 } },
      ],
    ]);
    expect(warnings).toEqual([
      '"llama3.2" does not know "reasoning_effort": "high"; it is asked with think: low.',
    ]);
  });

  it('is nothing where the request is refused', async () => {
    const provider = createProvider();
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    const messages = [{ role: 'user', content: [image] }];
    expect(await failureOf(provider.call(chatRequest({ messages }), callOptions()))).toMatchObject({
      status: 400,
      param: 'messages[0].content[0].image_url.url',
    });
    expect(upstream.requests).toEqual([]);
  });
});

describe('what comes back', () => {
  it('is a stream or JSON as the content-type says, however it is written', async () => {
    const provider = createProvider();
    for (const type of [
      'application/x-ndjson',
      'application/ndjson; charset=utf-8',
      'application/jsonl',
    ]) {
      const lines = ollamaLines([line({ content: 'Hi' }), lastLine()]);
      upstream.script(
        compose(lines, (steps) =>
          Array.from(steps, (step) =>
            step.kind === 'head' ? { ...step, headers: [['content-type', type]] } : step,
          ),
        ),
      );
      expect((await provider.call(chatRequest(), callOptions())).stream, type).toBeDefined();
    }
    upstream.script(
      respond({
        text: JSON.stringify(lastLine()),
        headers: { 'content-type': 'Application/JSON; charset=utf-8' },
      }),
    );
    expect((await provider.call(chatRequest({}, true), callOptions())).json).toBeDefined();
  });

  it('without a content-type is what was asked for', async () => {
    const provider = createProvider();
    const bare = () =>
      compose(ollamaLines([lastLine()]), (steps) =>
        Array.from(steps, (step) => (step.kind === 'head' ? { ...step, headers: [] } : step)),
      );
    upstream.script(bare(), bare());
    expect((await provider.call(chatRequest({}, true), callOptions())).stream).toBeDefined();
    expect((await provider.call(chatRequest(), callOptions())).json).toBeDefined();
  });

  it.each([true, false])('without what it leaves out, which is told: stream %s', async (stream) => {
    const nameless = { message: { role: 'assistant', content: '', tool_calls: [{}] } };
    upstream.script(
      stream ? ollamaLines([lastLine(nameless)]) : respond({ json: lastLine(nameless) }),
    );
    const told: string[] = [];
    const warn = (message: string) => void told.push(message);
    const reply = await createProvider().call(chatRequest({}, stream), callOptions({ warn }));
    if (reply.stream) await chunksOf(reply);
    expect([...told, ...(reply.warnings ?? [])]).toEqual([
      'A call was left out: the model named no tool.',
    ]);
  });

  it('is a failure where it is something else', async () => {
    upstream.script(respond({ text: '<html>', headers: { 'content-type': 'text/html; x' } }));
    expect(await failureOf(createProvider().call(chatRequest(), callOptions()))).toMatchObject({
      code: 'upstream_invalid_response',
      message: 'The upstream "ollama" answered (HTTP 200) with "text/html" instead of JSON.',
    });
  });

  it('is vectors for embeddings', async () => {
    const { embeddings } = ollamaWire().answers;
    upstream.script(embeddings?.({ vectors: [[0.5], [0.25]], tokens: 4 }) ?? expect.fail());
    const { json } = await createProvider().call(embedRequest({ dimensions: 1 }), callOptions());
    expect(upstream.requests[0]?.json).toEqual({
      model: 'all-minilm',
      input: ['a', 'b'],
      dimensions: 1,
    });
    expect(json?.json()).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0.5] },
        { object: 'embedding', index: 1, embedding: [0.25] },
      ],
      model: 'all-minilm',
      usage: { prompt_tokens: 4, total_tokens: 4 },
    });
  });

  it('is the list of models', async () => {
    upstream.script(ollamaWire().answers.models?.(['gemma3:4b']) ?? expect.fail());
    const signal = new AbortController().signal;
    expect(await createProvider({ id: 'mine' }).listModels?.({ signal })).toEqual([
      { id: 'gemma3:4b', object: 'model', created: 1_759_559_643, owned_by: 'mine' },
    ]);
    expect(upstream.requests[0]).toMatchObject({ method: 'GET', path: '/api/tags' });
  });
});

describe('errors', () => {
  // What a server of version 0.17.4 says.
  it.each([
    [404, "model 'nope' not found", 'model_not_found', 'model'],
    [404, 'model "nope" not found, try pulling it first', 'model_not_found', 'model'],
    [400, 'registry.ollama.ai/library/tiny:latest does not support tools', null, 'tools'],
    [400, '"tiny" does not support thinking', null, 'reasoning_effort'],
    [400, '"tiny" does not support chat', null, 'model'],
    [
      400,
      'invalid think value: "max" (must be "high", "medium", "low", true, or false)',
      null,
      'reasoning_effort',
    ],
    [400, 'top_logprobs must be between 0 and 20', null, 'top_logprobs'],
    [400, 'json: cannot unmarshal string into Go value', null, null],
    [503, 'server busy, please try again.  maximum pending requests exceeded', null, null],
    [500, "model 'x' not found in a cache of ours", null, null],
  ])('%i %s', async (status, error, wireCode, param) => {
    upstream.script(respond({ status, json: { error } }));
    const failure = await failureOf(createProvider().call(chatRequest(), callOptions()));
    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({
      status,
      message: error,
      wireCode,
      param,
      type: status < 500 ? 'invalid_request_error' : 'upstream_error',
      retryable: status >= 500,
    });
  });

  it('of a limit say when to ask again', async () => {
    const fields = { message: 'you have reached your limit', type: '', param: '', code: '' };
    upstream.script(ollamaWire().refusal(429, { ...fields, retryAfterSeconds: 3 }));
    expect(await failureOf(createProvider().call(chatRequest(), callOptions()))).toMatchObject({
      status: 429,
      type: 'rate_limit_error',
      retryAfterMs: 3000,
    });
  });

  it('about our key are told in our words', async () => {
    upstream.script(
      respond({ status: 401, json: { error: 'unauthorized sk-1', signin_url: 'x' } }),
    );
    const failure = await failureOf(
      createProvider({ apiKey: 'sk-1' }).call(chatRequest(), callOptions()),
    );
    expect(failure).toMatchObject({ code: 'upstream_authentication_error', status: 502 });
    expect(failure.message).not.toContain('sk-1');
  });

  it('inside of a good status are errors all the same, without keys', async () => {
    const provider = createProvider({ headers: { authorization: 'Bearer sk-1' } });
    upstream.script(respond({ json: { error: 'no memory for sk-1' } }));
    expect(await failureOf(provider.call(chatRequest(), callOptions()))).toMatchObject({
      status: 502,
      message: 'no memory for ***',
      retryable: true,
    });
    upstream.script(respond({ json: { error: 'no memory' } }));
    await expect(provider.call(embedRequest(), callOptions())).rejects.toBeInstanceOf(
      UpstreamError,
    );
    upstream.script(respond({ json: { error: 'no memory' } }));
    const { signal } = callOptions();
    await expect(provider.listModels?.({ signal })).rejects.toBeInstanceOf(UpstreamError);
  });

  it('a model that takes long to load is waited for as long as the settings say', async () => {
    upstream.script(neverAnswers());
    const provider = createProvider({ timeouts: { firstByteMs: 50 } });
    expect(await failureOf(provider.call(chatRequest(), callOptions()))).toMatchObject({
      code: 'upstream_timeout',
      message: 'The upstream "ollama" sent no reply within 50 ms (firstByteMs).',
    });
  });

  it('an api that it does not speak is refused by name', async () => {
    const request = { ...chatRequest(), api: 'images' } as unknown as ProviderRequest;
    expect(await failureOf(createProvider().call(request, callOptions()))).toMatchObject({
      code: 'unsupported_api',
      message: 'This provider does not speak the api "images".',
    });
  });
});

it('a transport that was given stays open', async () => {
  let closed = 0;
  const transport = {
    request: async () => expect.fail('not asked'),
    close: async () => void closed++,
  };
  await createProvider({ transport }).close?.();
  expect(closed).toBe(0);
});
