import {
  type CallOptions,
  GatewayError,
  type Provider,
  type ProviderReply,
  type ProviderRequest,
  payloadFromValue,
  readPayload,
  UpstreamError,
} from '@gw/core';
import { collectDrafts, type Transport } from '@gw/provider-utils';
import type { MessagesRequest } from '@gw/schema';
import {
  type Behaviour,
  compose,
  crlf,
  cutBeforeDone,
  cutBeforeHeaders,
  cutMidStream,
  hangsMidStream,
  neverAnswers,
  redirect,
  respond,
  splitEveryByte,
  startUpstream,
  type Upstream,
} from '@gw/testkit/upstream';
import {
  type AnthropicAnswer,
  anthropicAnswer,
  anthropicError,
  anthropicErrorInStream,
  anthropicJson,
  anthropicModels,
  anthropicStream,
  anthropicTokens,
} from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { steadyIds } from '../__fixtures__/steady-ids.ts';
import { createAnthropicProvider } from './create-anthropic-provider.ts';
import { sealBlock } from './sealed-blocks.ts';
import type { AnthropicProviderSettings } from './settings.ts';

const apiKey = 'sk-ant-api03-secret';
const model = 'claude-opus-4-6';

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

function createProvider(settings: Partial<AnthropicProviderSettings> = {}): Provider {
  const provider = createAnthropicProvider({ baseUrl: upstream.url, apiKey, ...settings });
  providers.push(provider);
  return provider;
}

function responsesRequest(members: object = {}, stream = false): ProviderRequest {
  const body = { model, input: 'Grüße', ...(stream && { stream }), ...members };
  return { api: 'responses', model, stream, body: payloadFromValue(body) };
}

function callOptions(options: Partial<CallOptions> = {}): CallOptions {
  return { signal: new AbortController().signal, headers: {}, requestId: 'req_1', ...options };
}

async function draftsOf({ stream }: ProviderReply): Promise<object[]> {
  const drafts: object[] = [];
  for await (const frames of stream ?? []) {
    for (const frame of frames) if (frame.kind === 'event') drafts.push(frame.event);
  }
  return drafts;
}

async function failureOf(pending: Promise<unknown>): Promise<GatewayError> {
  const error = await pending.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayError);
  return error as GatewayError;
}

const answer: AnthropicAnswer = {
  content: [
    { type: 'thinking', thinking: 'Ich grüße zurück.', signature: 'EqQBCgIYAhIM' },
    { type: 'redacted_thinking', data: 'EmwKAhgBEgy3' },
    { type: 'text', text: 'Grüße 👋 zurück!', citations: null },
    {
      type: 'tool_use',
      id: 'toolu_01A',
      name: 'look',
      input: { at: 'sky', deep: [1, { b: null }] },
    },
    { type: 'tool_use', id: 'toolu_01B', name: 'listen', input: {} },
  ],
  usage: { cache_read_input_tokens: 100, output_tokens_details: { thinking_tokens: 9 } },
};

const thought = { type: 'thinking', thinking: 'Ich grüße zurück.', signature: 'EqQBCgIYAhIM' };
const told = {
  model,
  service_tier: 'default',
  status: 'completed',
  output: [
    {
      type: 'reasoning',
      id: 'rs_1',
      status: 'completed',
      summary: [{ type: 'summary_text', text: 'Ich grüße zurück.' }],
      encrypted_content: sealBlock(thought),
    },
    {
      type: 'reasoning',
      id: 'rs_2',
      status: 'completed',
      summary: [],
      encrypted_content: sealBlock({ type: 'redacted_thinking', data: 'EmwKAhgBEgy3' }),
    },
    {
      type: 'message',
      id: 'msg_1',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Grüße 👋 zurück!', annotations: [] }],
    },
    {
      type: 'function_call',
      id: 'fc_1',
      status: 'completed',
      call_id: 'toolu_01A',
      name: 'look',
      arguments: '{"at":"sky","deep":[1,{"b":null}]}',
    },
    {
      type: 'function_call',
      id: 'fc_2',
      status: 'completed',
      call_id: 'toolu_01B',
      name: 'listen',
      arguments: '{}',
    },
  ],
  usage: {
    input_tokens: 125,
    output_tokens: 15,
    total_tokens: 140,
    input_tokens_details: { cached_tokens: 100, cache_write_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 9 },
  },
};

describe('what goes upstream', () => {
  const headersOf = (index: number) =>
    Object.fromEntries(upstream.requests[index]?.headers.filter(([name]) => name !== 'host') ?? []);

  it('is what a client of its own api asked, and a warning where calls had to be changed', async () => {
    upstream.script(anthropicAnswer(answer));
    const use = { type: 'tool_use', id: 'toolu_1', name: 'look', input: ['sky'] };
    const messages = [{ role: 'assistant', content: [use] }];
    const body = payloadFromValue({ model, max_tokens: 9, messages } as unknown as MessagesRequest);
    const warnings: string[] = [];
    const request = { api: 'messages', model, stream: false, body } as const;
    const warn = (message: string) => void warnings.push(message);
    await createProvider().call(request, callOptions({ warn }));
    const sent = [{ role: 'assistant', content: [{ ...use, input: { arguments: ['sky'] } }] }];
    expect(upstream.requests[0]?.json).toEqual({ model, max_tokens: 9, messages: sent });
    expect(warnings).toEqual([
      'Calls that another model made were changed: their ids or inputs would be refused.',
    ]);
  });

  it('is a request of the Messages API, behind these headers', async () => {
    upstream.script(anthropicAnswer(answer));
    await createProvider().call(responsesRequest({ instructions: 'Be brief.' }), callOptions());
    const [sent] = upstream.requests;
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/messages' });
    expect(sent?.json).toEqual({
      model,
      max_tokens: 32_000,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Grüße' }] }],
    });
    expect(headersOf(0)).toMatchInlineSnapshot(`
      {
        "accept": "application/json",
        "accept-encoding": "identity",
        "anthropic-version": "2023-06-01",
        "connection": "keep-alive",
        "content-length": "166",
        "content-type": "application/json",
        "user-agent": "gw-provider-anthropic",
        "x-api-key": "sk-ant-api03-secret",
      }
    `);
  });

  it('asks for a stream where the client did', async () => {
    upstream.script(anthropicAnswer(answer));
    await draftsOf(await createProvider().call(responsesRequest({}, true), callOptions()));
    expect(upstream.requests[0]?.json).toMatchObject({ stream: true });
    expect(upstream.requests[0]?.header('accept')).toBe('text/event-stream');
  });

  it('adds up beta features of settings, headers and the client, if the settings let them through', async () => {
    upstream.script(anthropicAnswer(answer), anthropicAnswer(answer));
    const settings = {
      version: '2024-01-01',
      beta: ['a-1', 'b-2'],
      headers: { 'Anthropic-Beta': 'c-3' },
    };
    const headers = {
      'anthropic-beta': ['d-4, a-1', 'e-5'],
      'x-trace-id': 't',
      'x-api-key': 'theirs',
    };
    const options = callOptions({ headers });
    await createProvider(settings).call(responsesRequest(), options);
    const forwardHeaders = ['anthropic-beta', 'X-Trace-*'];
    await createProvider({ ...settings, forwardHeaders }).call(responsesRequest(), options);
    expect(headersOf(0)).toMatchObject({ 'anthropic-beta': 'a-1,b-2,c-3', 'x-api-key': apiKey });
    expect(headersOf(0)).not.toHaveProperty('x-trace-id');
    expect(headersOf(1)).toMatchObject({
      'anthropic-version': '2024-01-01',
      'anthropic-beta': 'd-4,a-1,e-5,b-2,c-3',
      'x-trace-id': 't',
      'x-api-key': apiKey,
    });
  });

  it('has its key from a function, or none', async () => {
    upstream.script(anthropicAnswer(answer), anthropicAnswer(answer));
    await createProvider({ apiKey: async () => 'fresh' }).call(responsesRequest(), callOptions());
    await createProvider({ apiKey: undefined }).call(responsesRequest(), callOptions());
    expect(upstream.requests.map((sent) => sent.header('x-api-key'))).toEqual(['fresh', undefined]);
  });

  it('is nothing for a request that cannot be told, whose field the refusal names', async () => {
    const refused = await failureOf(
      createProvider().call(responsesRequest({ top_logprobs: 3 }), callOptions()),
    );
    expect(refused).toMatchObject({ code: 'unsupported_parameter', param: 'top_logprobs' });
    expect(upstream.requests).toEqual([]);
  });

  it('is nothing for an api that it does not speak', async () => {
    const body = payloadFromValue({ model, messages: [] });
    const chat: ProviderRequest = { api: 'chat', model, stream: false, body };
    const refused = await failureOf(createProvider().call(chat, callOptions()));
    expect(refused).toMatchObject({ code: 'unsupported_api' });
  });
});

describe('what comes back', () => {
  it('is a draft of a response, with the warnings of its request', async () => {
    upstream.script(anthropicAnswer(answer));
    const reply = await createProvider().call(responsesRequest({ seed: 1 }), callOptions());
    expect(reply).toMatchObject({
      status: 200,
      isDraft: true,
      warnings: ['"seed" was left out: these models have none.'],
    });
    expect(reply.json && steadyIds(readPayload(reply.json))).toEqual(told);
  });

  it('leaves out calls that the client forbade, and says so', async () => {
    const content = [
      { type: 'text', text: 'Hm.' },
      { type: 'tool_use', id: 'a', name: 'look', input: {} },
    ];
    upstream.script(anthropicAnswer({ content, stop_reason: 'tool_use' } as AnthropicAnswer));
    upstream.script(anthropicAnswer({ content, stop_reason: 'tool_use' } as AnthropicAnswer));
    const asked = { tools: [{ type: 'function', name: 'look' }], tool_choice: 'none' };
    for (const isStream of [true, false]) {
      const told: string[] = [];
      const warn = (message: string) => void told.push(message);
      const request = responsesRequest(asked, isStream);
      const reply = await createProvider().call(request, callOptions({ warn }));
      if (reply.stream) await draftsOf(reply);
      expect([...told, ...(reply.warnings ?? [])]).toEqual([
        'A call of "look" was left out: the request does not allow it.',
      ]);
    }
  });

  it('says the same as a stream', async () => {
    upstream.script(anthropicAnswer(answer));
    const reply = await createProvider().call(responsesRequest({}, true), callOptions());
    expect(reply).toMatchObject({ status: 200, isDraft: true });
    expect(steadyIds(collectDrafts((await draftsOf(reply)) as never))).toEqual(told);
  });

  it.each<[string, Behaviour]>([
    ['every byte', splitEveryByte()],
    ['CR LF', crlf()],
  ])('says the same however the stream is framed: %s', async (_, framing) => {
    upstream.script(compose(anthropicStream(answer), framing));
    const reply = await createProvider().call(responsesRequest({}, true), callOptions());
    expect(steadyIds(collectDrafts((await draftsOf(reply)) as never))).toEqual(told);
  });

  it('is what the upstream sent, whatever was asked', async () => {
    upstream.script(anthropicJson(answer), anthropicStream(answer));
    const provider = createProvider();
    const whole = await provider.call(responsesRequest({}, true), callOptions());
    expect(whole.json && steadyIds(readPayload(whole.json))).toEqual(told);
    const streamed = await provider.call(responsesRequest(), callOptions());
    expect(steadyIds(collectDrafts((await draftsOf(streamed)) as never))).toEqual(told);
  });

  it('is a number of tokens where they are only counted', async () => {
    upstream.script(anthropicTokens(14), respond({ json: { tokens: 1 } }));
    const body = payloadFromValue({ model, input: 'Hi', instructions: 'Be brief.' });
    const count: ProviderRequest = { api: 'input_tokens', model, stream: false, body };
    const reply = await createProvider().call(count, callOptions());
    expect(reply.json && readPayload(reply.json)).toEqual({
      object: 'response.input_tokens',
      input_tokens: 14,
    });
    expect(upstream.requests[0]).toMatchObject({ path: '/v1/messages/count_tokens' });
    expect(upstream.requests[0]?.json).toEqual({
      model,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    const failed = await failureOf(createProvider().call(count, callOptions()));
    expect(failed).toMatchObject({ code: 'upstream_invalid_response' });
  });

  it('is a list of models, page by page', async () => {
    const ids = Array.from({ length: 1001 }, (_, at) => `claude-${at}`);
    upstream.script(anthropicModels(ids), anthropicModels(ids));
    const models = await createProvider().listModels?.({ signal: new AbortController().signal });
    expect(models?.map(({ id }) => id)).toEqual(ids);
    expect(models?.[0]).toEqual({
      id: 'claude-0',
      object: 'model',
      created: 1739923200,
      owned_by: 'anthropic',
    });
    expect(upstream.requests.map(({ path, query }) => `${path}?${query}`)).toEqual([
      '/v1/models?limit=1000',
      '/v1/models?limit=1000&after_id=claude-999',
    ]);
  });
});

describe('a failure', () => {
  it.each([
    [400, 400, 'invalid_request_error', false],
    [402, 402, 'billing_error', false],
    [404, 404, 'not_found_error', false],
    [413, 413, 'request_too_large', false],
    [429, 429, 'rate_limit_error', true],
    [500, 500, 'api_error', true],
    [529, 529, 'overloaded_error', true],
    [401, 502, 'upstream_authentication_error', false],
    [403, 502, 'upstream_authentication_error', false],
  ])('with status %d shows as %d %s', async (sent, status, type, retryable) => {
    upstream.script(anthropicError(sent, { message: `Bad ${apiKey}`, retryAfterSeconds: 7 }));
    const error = await failureOf(createProvider().call(responsesRequest(), callOptions()));
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ status, type, retryable, retryAfterMs: 7000 });
    expect(error.message).not.toContain(apiKey);
  });

  it.each([
    [529, 'overloaded_error', true],
    [500, 'api_error', true],
    [429, 'rate_limit_error', true],
    [400, 'invalid_request_error', false],
  ])(
    'inside a stream has the status that it would have had: %d',
    async (status, type, retryable) => {
      upstream.script(
        compose(anthropicStream(answer), anthropicErrorInStream(1, `Bad ${apiKey}`, status)),
      );
      const reply = await createProvider().call(responsesRequest({}, true), callOptions());
      const error = await failureOf(draftsOf(reply));
      expect(error).toMatchObject({ status, type, retryable, message: 'Bad ***' });
    },
  );

  it('of the key inside a stream is told in our own words', async () => {
    upstream.script(compose(anthropicStream(answer), anthropicErrorInStream(1, 'Bad key', 401)));
    const reply = await createProvider().call(responsesRequest({}, true), callOptions());
    const error = await failureOf(draftsOf(reply));
    expect(error).toMatchObject({ status: 502, code: 'upstream_authentication_error' });
  });

  it('may come as JSON under a good status', async () => {
    const error = {
      type: 'overloaded_error',
      message: 'Overloaded',
      details: { error_code: 'x_y' },
    };
    upstream.script(respond({ json: { type: 'error', error } }));
    const failed = await failureOf(createProvider().call(responsesRequest(), callOptions()));
    expect(failed).toMatchObject({ status: 529, wireCode: 'x_y', retryable: true });
  });

  it.each<[string, Behaviour, string]>([
    ['no answer', cutBeforeHeaders(), 'upstream_unreachable'],
    ['a redirect', redirect(), 'upstream_invalid_response'],
    [
      'HTML',
      respond({ text: '<html>', headers: { 'content-type': 'text/html' } }),
      'upstream_invalid_response',
    ],
    [
      'no JSON',
      respond({ text: '{', headers: { 'content-type': 'application/json' } }),
      'upstream_invalid_response',
    ],
  ])('of the connection is named: %s', async (_, behaviour, code) => {
    upstream.script(behaviour);
    const failed = await failureOf(createProvider().call(responsesRequest(), callOptions()));
    expect(failed.code).toBe(code);
    expect(`${failed.message}${failed.stack}`).not.toContain(upstream.url);
  });

  it.each<[string, Behaviour]>([
    ['in the middle', cutMidStream({ afterFrames: 5 })],
    ['in the middle, in good order', cutMidStream({ afterFrames: 5, how: 'end' })],
    ['before its last event', cutBeforeDone()],
    ['before its first one', cutMidStream({ how: 'end' })],
  ])('is a stream that ends %s', async (_, cut) => {
    upstream.script(compose(anthropicStream(answer), cut));
    const reply = await createProvider().call(responsesRequest({}, true), callOptions());
    expect(await failureOf(draftsOf(reply))).toMatchObject({
      code: 'upstream_incomplete',
      retryable: true,
    });
  });
});

describe('an aborted call', () => {
  it('sends nothing when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('left'));
    const pending = createProvider().call(responsesRequest(), callOptions({ signal }));
    await expect(pending).rejects.toThrow('left');
    const listing = createProvider().listModels?.({ signal });
    await expect(listing).rejects.toThrow('left');
    expect(upstream.requests).toEqual([]);
  });

  it('leaves while the key is fetched', async () => {
    const controller = new AbortController();
    const pending = createProvider({ apiKey: () => new Promise(() => {}) }).call(
      responsesRequest(),
      callOptions({ signal: controller.signal }),
    );
    controller.abort(new Error('left'));
    await expect(pending).rejects.toThrow('left');
  });

  it('leaves the upstream while it waits for headers', async () => {
    upstream.script(neverAnswers());
    const controller = new AbortController();
    const pending = createProvider().call(
      responsesRequest(),
      callOptions({ signal: controller.signal }),
    );
    const sent = await upstream.nextRequest();
    controller.abort(new Error('left'));
    await expect(pending).rejects.toThrow('left');
    expect(await sent.closed).toBe('aborted');
  });

  it.each([true, false])('leaves it in the middle of a body, stream: %s', async (isStream) => {
    const whole = isStream ? anthropicStream(answer) : anthropicJson(answer);
    const head = isStream ? hangsMidStream(3) : hangsMidStream(0);
    upstream.script(compose(whole, head));
    const controller = new AbortController();
    const options = callOptions({ signal: controller.signal });
    const pending = createProvider().call(responsesRequest({}, isStream), options).then(draftsOf);
    const sent = await upstream.nextRequest();
    setTimeout(() => controller.abort(new Error('left')), 20);
    await expect(pending).rejects.toThrow('left');
    expect(await sent.closed).toBe('aborted');
  });

  it('leaves it when the consumer of its stream does', async () => {
    upstream.script(compose(anthropicStream(answer), hangsMidStream(3)));
    const reply = await createProvider().call(responsesRequest({}, true), callOptions());
    const sent = await upstream.nextRequest();
    for await (const _ of reply.stream ?? []) break;
    expect(await sent.closed).toBe('aborted');
  });
});

describe('the factory', () => {
  it('uses a transport that is given, with the timeouts, and leaves it open', async () => {
    const calls: unknown[] = [];
    const transport: Transport = {
      async request(url, { timeouts }) {
        calls.push([url, timeouts]);
        const json = JSON.stringify({ content: [], stop_reason: 'end_turn' });
        const bytes = (async function* () {
          yield new TextEncoder().encode(json);
        })();
        return { status: 200, headers: { 'content-type': 'application/json' }, bytes };
      },
      async close() {
        calls.push('closed');
      },
    };
    const timeouts = { idleMs: 5 };
    const provider = createAnthropicProvider({ transport, timeouts });
    await provider.call(responsesRequest(), callOptions());
    await provider.close?.();
    expect(calls).toEqual([['https://api.anthropic.com/v1/messages', timeouts]]);
  });
});
