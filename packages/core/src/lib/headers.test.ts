import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { completion, frameByFrame, jsonReply, streamOf } from '../__fixtures__/chat-wire.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { postChat } from '../__fixtures__/requests.ts';
import { scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import type { CallContext } from './context.ts';
import { createGateway } from './gateway.ts';
import { forwardableHeaders, headerValue, passedReplyHeaders } from './headers.ts';
import type { Hooks } from './hooks.ts';

const credentials = {
  authorization: 'Bearer sk-client',
  'x-api-key': 'sk-client',
  'api-key': 'sk-client',
  cookie: 'session=sk-client',
  'proxy-authorization': 'Basic sk-client',
};

describe('the client’s headers', () => {
  test('go on without credentials and without those of its connection and body', () => {
    const hop = {
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      'proxy-connection': 'keep-alive',
      te: 'trailers',
      trailer: 'x',
      'transfer-encoding': 'chunked',
      upgrade: 'websocket',
      host: 'gateway.test',
      expect: '100-continue',
      'content-length': '12',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      accept: '*/*',
      'accept-encoding': 'br',
    };
    const own = {
      'user-agent': 'sdk/1',
      'anthropic-beta': ['a', 'b'],
      'x-request-id': 'r',
      traceparent: '00-1',
    };
    expect(forwardableHeaders({ ...credentials, ...hop, ...own })).toEqual(own);
  });

  test('carry no credential into a provider, a hook’s context or the calls it makes', async () => {
    const provider = scriptedProvider('p', () => jsonReply(completion('hi')));
    const seen: CallContext[] = [];
    const gateway = createGateway({
      providers: [provider],
      use: [
        {
          name: 'inner',
          async onRequest(ctx) {
            seen.push(ctx);
            if (seen.length > 1) return undefined;
            await ctx.call('embeddings', { model: 'm', input: 'x' });
            return undefined;
          },
        },
      ],
    });
    await gateway.fetch(postChat({}, { ...credentials, 'anthropic-beta': 'tools' }));
    expect(provider.calls).toHaveLength(2);
    for (const { headers } of [...provider.calls, ...seen]) {
      expect(JSON.stringify(headers)).not.toContain('sk-client');
      expect(headers['anthropic-beta']).toBe('tools');
    }
  });
});

test('a client’s credentials stand in no log line, no event and no reply, whatever fails', async () => {
  const log = recordLog();
  const events = recordEvents({ collect: true });
  const oops = () => {
    throw new Error('oops');
  };
  const failing: Hooks[] = [
    { name: 'authenticate', authenticate: oops },
    { name: 'onRequest', onRequest: oops },
    { name: 'onError', onError: oops },
    { name: 'observe', observe: oops },
  ];
  for (const hook of failing) {
    for (const step of [() => jsonReply(completion('hi')), () => jsonReply('no json'), oops]) {
      const gateway = createGateway({
        providers: [scriptedProvider('p', step)],
        use: [hook, events],
        logger: log,
        retry: { maxAttempts: 1 },
      });
      const response = await gateway.fetch(postChat({}, credentials));
      expect(JSON.stringify([...response.headers]) + (await response.text())).not.toContain(
        'sk-client',
      );
    }
  }
  expect(log.lines.length).toBeGreaterThan(10);
  const told = inspect([log.lines, events.events, events.contexts], {
    depth: 20,
    maxArrayLength: 1000,
  });
  expect(told).toContain('oops');
  expect(told).not.toContain('sk-client');
});

describe('the upstream’s headers', () => {
  const upstream = {
    'retry-after': '3',
    'retry-after-ms': '2500',
    'x-should-retry': 'false',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'openai-model': 'gpt',
    'x-ratelimit-remaining-requests': '9',
    'x-ratelimit-limit-tokens': ['100', '200'],
    'anthropic-ratelimit-tokens-reset': 'soon',
    'x-request-id': 'up_1',
    'set-cookie': ['a=1', 'b=2'],
    server: 'cloudflare',
    'content-length': '7',
    'content-encoding': 'gzip',
    'content-type': 'text/plain',
    'transfer-encoding': 'chunked',
    'access-control-allow-origin': '*',
    'openai-organization': 'our-account',
    authorization: 'Bearer sk-upstream',
    'www-authenticate': 'Bearer',
    location: 'http://10.0.0.1/',
    date: undefined,
  };
  const passed = [
    ['retry-after', '3'],
    ['retry-after-ms', '2500'],
    ['x-should-retry', 'false'],
    ['openai-processing-ms', '12'],
    ['openai-version', '2020-10-01'],
    ['openai-model', 'gpt'],
    ['x-ratelimit-remaining-requests', '9'],
    ['x-ratelimit-limit-tokens', '100'],
    ['x-ratelimit-limit-tokens', '200'],
    ['anthropic-ratelimit-tokens-reset', 'soon'],
    ['x-upstream-request-id', 'up_1'],
  ];

  test('pass by an allow-list; a name that came twice passes twice', () => {
    expect(passedReplyHeaders(upstream)).toEqual(passed);
  });

  test('that call the request id otherwise pass it under the same name', () => {
    expect(passedReplyHeaders({ 'request-id': 'req_up' })).toEqual([
      ['x-upstream-request-id', 'req_up'],
    ]);
  });

  test.each([false, true])(
    'reach the client beside our own request id (stream: %s)',
    async (stream) => {
      const reply = () =>
        stream ? frameByFrame(streamOf('hi'), upstream) : jsonReply(completion('hi'), upstream);
      const gateway = createGateway({ providers: [scriptedProvider('p', reply)] });
      const { headers } = await gateway.fetch(postChat({ stream }, { 'x-request-id': 'mine' }));
      const lines = Object.fromEntries(headers);
      const ours = stream
        ? { 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' }
        : {};
      expect(lines).toEqual({
        'x-request-id': 'mine',
        'content-type': stream ? 'text/event-stream; charset=utf-8' : 'application/json',
        ...ours,
        ...Object.fromEntries(passed),
        'x-ratelimit-limit-tokens': '100, 200',
      });
    },
  );
});

test('the value of a header is the first one', () => {
  const headers = { a: 'x', b: ['y', 'z'], c: undefined, d: [] };
  expect(['a', 'b', 'c', 'd', 'e'].map((name) => headerValue(headers, name))).toEqual([
    'x',
    'y',
    undefined,
    undefined,
    undefined,
  ]);
});
