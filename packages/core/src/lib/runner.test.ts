import { describe, expect, test } from 'vitest';
import { completion, frameByFrame, jsonReply, streamOf } from '../__fixtures__/chat-wire.ts';
import { textOfReply } from '../__fixtures__/read-stream.ts';
import { recordLog } from '../__fixtures__/records.ts';
import {
  ask,
  chatBody,
  gatewayRequest,
  handleChat,
  postChat,
  postJson,
} from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { apiKeys } from './api-keys.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import type { Hooks } from './hooks.ts';

const answers: Step = ({ stream }) =>
  stream ? frameByFrame(streamOf('hi')) : jsonReply(completion('hi'));

function gatewayWith(options: GatewayOptions & { step?: Step } = {}) {
  const { step = answers, ...rest } = options;
  const provider = scriptedProvider('a', step, {
    listModels: async () => [{ id: 'org/big', object: 'model', created: 5, owned_by: 'acme' }],
  });
  const gateway = createGateway({
    providers: [provider],
    logger: recordLog(),
    retry: { maxAttempts: 1 },
    ...rest,
  });
  return { gateway, provider };
}

const postPaths = ['/v1/chat/completions', '/v1/embeddings', '/v1/images/generations'];

/** The error of a reply, after what every error must have. */
async function errorOf(response: Response) {
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  expect(response.headers.get('content-type')).toBe('application/json');
  const body = await response.json();
  expect(Object.keys(body)).toEqual(['error']);
  expect(Object.keys(body.error)).toEqual(['message', 'type', 'param', 'code']);
  return { status: response.status, ...body.error };
}

describe('a body that is not what it should be', () => {
  test.each(
    postPaths.flatMap((path) =>
      ['{', '', 'hello', '{"model":}', '\u0000'].map((body) => [path, body]),
    ),
  )('malformed JSON is a 400: %s %j', async (path, body) => {
    const { gateway, provider } = gatewayWith();
    expect(await errorOf(await gateway.fetch(postJson(path, body)))).toMatchObject({
      status: 400,
      code: 'invalid_json',
      param: null,
    });
    expect(provider.calls).toEqual([]);
  });

  test.each(
    postPaths.flatMap((path) => ['[]', 'null', '"x"', '7', 'true'].map((body) => [path, body])),
  )('JSON that is no object is a 400: %s %j', async (path, body) => {
    const { gateway } = gatewayWith();
    expect(await errorOf(await gateway.fetch(postJson(path, body)))).toMatchObject({
      status: 400,
      code: 'invalid_request',
      message: 'The body must be a JSON object.',
    });
  });

  test.each<[string, object, string, string]>([
    ['/v1/chat/completions', { model: 'm' }, 'messages', 'missing_required_parameter'],
    ['/v1/chat/completions', chatBody({ model: 7 }), 'model', 'invalid_type'],
    ['/v1/chat/completions', chatBody({ model: undefined }), 'model', 'missing_required_parameter'],
    ['/v1/chat/completions', chatBody({ model: '' }), 'model', 'invalid_value'],
    ['/v1/chat/completions', chatBody({ messages: 'hi' }), 'messages', 'invalid_type'],
    [
      '/v1/chat/completions',
      chatBody({ messages: [{ role: 'user' }, { content: 'x' }] }),
      'messages[1].role',
      'missing_required_parameter',
    ],
    ['/v1/chat/completions', chatBody({ stream: 'yes' }), 'stream', 'invalid_type'],
    [
      '/v1/chat/completions',
      chatBody({ stream_options: { include_usage: 1 } }),
      'stream_options.include_usage',
      'invalid_type',
    ],
    ['/v1/embeddings', { model: 'm' }, 'input', 'missing_required_parameter'],
    ['/v1/embeddings', { input: 'x' }, 'model', 'missing_required_parameter'],
    ['/v1/embeddings', { model: 'm', input: ['x', 7] }, 'input[1]', 'invalid_type'],
    ['/v1/embeddings', { model: 'm', input: 'x', dimensions: 0 }, 'dimensions', 'invalid_value'],
    ['/v1/images/generations', { model: 'm' }, 'prompt', 'missing_required_parameter'],
    ['/v1/images/generations', { prompt: 'x' }, 'model', 'missing_required_parameter'],
    ['/v1/images/generations', { model: 'm', prompt: 'x', n: 'many' }, 'n', 'invalid_type'],
  ])(
    'a field that is wrong or missing is a 400 that names it: %s %j',
    async (path, body, param, code) => {
      const { gateway, provider } = gatewayWith();
      const error = await errorOf(await gateway.fetch(postJson(path, body)));
      expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', param, code });
      expect(provider.calls).toEqual([]);
    },
  );

  test.each([
    [
      '/v1/chat/completions',
      '{"model":"m","model":"n","messages":[{"role":"user","content":"x"}]}',
      'model',
    ],
    [
      '/v1/chat/completions',
      '{"model":"m","Stream":true,"messages":[{"role":"user","content":"x"}]}',
      'stream',
    ],
    [
      '/v1/chat/completions',
      '{"model":"m","\u017ftream":true,"messages":[{"role":"user","content":"x"}]}',
      'stream',
    ],
    [
      '/v1/chat/completions',
      '{"model":"m","mod\\u0065l":"n","messages":[{"role":"user","content":"x"}]}',
      'model',
    ],
    [
      '/v1/chat/completions',
      '{"model":"m","prompt_cache_key":"a","PROMPT_CACHE_KEY":"b","messages":[{"role":"user"}]}',
      'prompt_cache_key',
    ],
    [
      '/v1/chat/completions',
      '{"model":"m","Safety_Identifier":"b","messages":[{"role":"user"}]}',
      'safety_identifier',
    ],
    ['/v1/embeddings', '{"model":"m","input":"x","INPUT":"y"}', 'input'],
    ['/v1/images/generations', '{"model":"m","prompt":"x","prompt":"y"}', 'prompt'],
  ])(
    'a field that two readers would read differently is a 400: %s %s',
    async (path, body, param) => {
      const { gateway, provider } = gatewayWith();
      expect(await errorOf(await gateway.fetch(postJson(path, body)))).toMatchObject({
        status: 400,
        code: 'ambiguous_parameter',
        param,
      });
      expect(provider.calls).toEqual([]);
    },
  );

  test('nesting passes up to 256 levels and is a 400 beyond, also where it is endless', async () => {
    const { gateway, provider } = gatewayWith();
    const nested = (levels: number) =>
      `{"model":"m","messages":[{"role":"user","content":"x"}],"metadata":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect((await gateway.fetch(postJson('/v1/chat/completions', nested(256)))).status).toBe(200);
    for (const body of [nested(257), '['.repeat(5_000_000), '{"a":'.repeat(1_000_000)]) {
      expect(
        await errorOf(await gateway.fetch(postJson('/v1/chat/completions', body))),
      ).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    }
    expect(provider.calls).toHaveLength(1);
  });

  test('what is not in the gateway’s care passes, whatever it is', async () => {
    const { gateway, provider } = gatewayWith();
    const body =
      '{"model":"m","messages":[{"role":"critic","content":{"a":1}}],"temperature":"hot","x":1e400,"x":2}';
    expect((await gateway.fetch(postJson('/v1/chat/completions', body))).status).toBe(200);
    expect(provider.calls[0]?.text).toBe(body);
  });
});

describe('the media type', () => {
  const send = (headers: Record<string, string>) => {
    const request = new Request('http://gateway.test/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify(chatBody()),
      headers,
    });
    if (!('content-type' in headers)) request.headers.delete('content-type');
    return gatewayWith().gateway.fetch(request);
  };

  test.each<Record<string, string>>([
    {},
    { 'content-type': '' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'text/json' },
    { 'content-type': 'application/jsonl' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    { 'content-type': 'application/json', 'content-encoding': 'br, gzip' },
  ])('other than JSON in UTF-8 is a 415: %j', async (headers) => {
    expect(await errorOf(await send(headers))).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
  });

  test.each<Record<string, string>>([
    { 'content-type': 'application/json' },
    { 'content-type': 'Application/JSON' },
    { 'content-type': 'application/json;charset=UTF-8' },
    { 'content-type': 'application/json; charset="utf-8"' },
    { 'content-type': 'application/json; x=y; charset=utf8' },
    { 'content-type': 'application/vnd.api+json' },
    { 'content-type': 'application/json', 'content-encoding': 'identity' },
  ])('of JSON is taken in every spelling: %j', async (headers) => {
    expect((await send(headers)).status).toBe(200);
  });
});

describe('a model that is not there', () => {
  test.each(postPaths)('is a 404 that names it: %s', async (path) => {
    const { gateway } = gatewayWith({ models: { known: 'a' } });
    const body = { ...chatBody({ model: 'gpt-9' }), input: 'x', prompt: 'x' };
    expect(await errorOf(await gateway.fetch(postJson(path, body)))).toEqual({
      status: 404,
      message: 'The model "gpt-9" does not exist or you do not have access to it.',
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    });
  });
});

describe('a path or a method that is not there', () => {
  test.each([
    '/',
    '/v1',
    '/v1/chat',
    '/v2/chat/completions',
    '/v1/chat/completions/',
    '/favicon.ico',
  ])('%s is a 404', async (path) => {
    const { gateway } = gatewayWith();
    for (const request of [ask('GET', path), postJson(path, chatBody())]) {
      expect(await errorOf(await gateway.fetch(request))).toMatchObject({
        status: 404,
        code: 'not_found',
      });
    }
  });

  test.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['HEAD', '/v1/chat/completions', 'POST'],
    ['OPTIONS', '/v1/chat/completions', 'POST'],
    ['DELETE', '/v1/embeddings', 'POST'],
    ['PUT', '/v1/models', 'GET, HEAD'],
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/v1/models/gpt', 'GET, HEAD'],
  ])('%s %s is a 405 that says what is allowed', async (method, path, allow) => {
    const { gateway } = gatewayWith();
    const response = await gateway.fetch(ask(method, path));
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    if (method === 'HEAD') expect(await response.text()).toBe('');
    else expect(await errorOf(response)).toMatchObject({ code: 'method_not_allowed' });
    // No browser is invited in.
    expect(
      [...response.headers.keys()].filter((name) => name.startsWith('access-control-')),
    ).toEqual([]);
  });

  test('only the path decides: no header takes part', async () => {
    const { gateway } = gatewayWith();
    const headers = {
      'x-forwarded-prefix': '/v1',
      'x-original-url': '/health',
      'x-http-method-override': 'POST',
      host: 'x/health',
    };
    expect((await gateway.fetch(ask('GET', '/nothing', headers))).status).toBe(404);
    expect((await gateway.fetch(ask('GET', '/v1/chat/completions', headers))).status).toBe(405);
  });
});

describe('a body that is too large', () => {
  test('is a 413 by what it announces, unread', async () => {
    const { gateway } = gatewayWith({ maxBodyBytes: 100 });
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(10));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request('http://gateway.test/v1/embeddings', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'content-length': '101' },
      duplex: 'half',
    } as RequestInit);
    expect(await errorOf(await gateway.fetch(request))).toMatchObject({
      status: 413,
      code: 'body_too_large',
      param: null,
    });
    expect(pulled).toBe(0);
  });

  test('is a 413 as soon as more has come, and the rest is refused', async () => {
    const { gateway } = gatewayWith({ maxBodyBytes: 100 });
    let pulled = 0;
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(40));
        },
        cancel() {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request('http://gateway.test/v1/embeddings', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    expect(await errorOf(await gateway.fetch(request))).toMatchObject({ status: 413 });
    expect(pulled).toBeLessThan(6);
    expect(isCancelled).toBe(true);
  });

  test('may be as large as the limit', async () => {
    const body = JSON.stringify({ model: 'm', input: 'x' });
    const { gateway } = gatewayWith({ maxBodyBytes: body.length });
    expect((await gateway.fetch(postJson('/v1/embeddings', body))).status).toBe(200);
    expect((await gateway.fetch(postJson('/v1/embeddings', `${body} `))).status).toBe(413);
  });

  test('is measured against 64 MiB where nothing else was said', async () => {
    const { gateway } = gatewayWith();
    const request = gatewayRequest('POST', '/v1/embeddings', { body: { model: 'm', input: 'x' } });
    await gateway.handle(request);
    expect(request.reads).toEqual([64 * 1024 * 1024]);
  });
});

describe('a caller without a key', () => {
  const moduleRoutes: Hooks = {
    name: 'module',
    routes: [
      { method: 'GET', path: '/v1/files', handle: () => ({ json: [] }) },
      { method: 'POST', path: '/v1/files', handle: () => ({ json: {} }) },
      { method: 'DELETE', path: '/v1/files/*', handle: () => ({ json: {} }) },
    ],
  };
  const routes: [string, string][] = [
    ...postPaths.map((path): [string, string] => ['POST', path]),
    ['GET', '/v1/models'],
    ['GET', '/v1/models/org/big'],
    ['HEAD', '/v1/models'],
    ['GET', '/v1/files'],
    ['POST', '/v1/files'],
    ['DELETE', '/v1/files/x'],
  ];

  test.each(routes)(
    'gets a 401 on every route but health, before its body is read: %s %s',
    async (method, path) => {
      const { gateway, provider } = gatewayWith({ use: [apiKeys({ 'sk-a': 't' }), moduleRoutes] });
      for (const headers of [{}, { authorization: 'Bearer sk-wrong' }]) {
        const request = gatewayRequest(method, path, { headers, body: '{' });
        const reply = await gateway.handle(request);
        expect(reply.status).toBe(401);
        expect(JSON.parse(await textOfReply(reply)).error).toMatchObject({
          code: 'invalid_api_key',
          param: null,
        });
        expect(request.reads).toEqual([]);
      }
      expect(provider.calls).toEqual([]);
    },
  );

  test('gets in with one', async () => {
    const { gateway } = gatewayWith({ use: [apiKeys({ 'sk-a': 't' }), moduleRoutes] });
    for (const [method, path] of routes) {
      const body = { ...chatBody(), input: 'x', prompt: 'x' };
      const headers = { authorization: 'Bearer sk-a' };
      expect((await gateway.handle(gatewayRequest(method, path, { headers, body }))).status).toBe(
        200,
      );
    }
  });

  test('may ask for health', async () => {
    const { gateway } = gatewayWith({ use: [apiKeys({ 'sk-a': 't' })] });
    for (const method of ['GET', 'HEAD'])
      expect((await gateway.fetch(ask(method, '/health'))).status).toBe(200);
  });

  test('is not told which models there are', async () => {
    const { gateway } = gatewayWith({ use: [apiKeys({ 'sk-a': 't' })] });
    const known = await (await gateway.fetch(ask('GET', '/v1/models/a/org/big'))).text();
    const unknown = await (await gateway.fetch(ask('GET', '/v1/models/nothing'))).text();
    expect(known).toBe(unknown);
  });
});

test('each check comes before the ones that cost more or tell more', async () => {
  const { gateway, provider } = gatewayWith({
    use: [apiKeys({ 'sk-a': 't' })],
    maxBodyBytes: 40,
    models: { known: 'a' },
  });
  const wrongInEveryWay = {
    method: 'PUT',
    path: '/v1/chat',
    headers: { 'content-type': 'text/plain', 'x-gw-retry': 'maybe' } as Record<string, string>,
    body: '{"model":"unknown","messages":7,"padding":"................."}',
  };
  const key = { authorization: 'Bearer sk-a' };
  const json = { 'content-type': 'application/json' };
  const steps: [Partial<typeof wrongInEveryWay>, number, string][] = [
    [{}, 404, 'not_found'],
    [{ path: '/v1/chat/completions' }, 405, 'method_not_allowed'],
    [{ method: 'POST' }, 401, 'invalid_api_key'],
    [{ headers: { ...wrongInEveryWay.headers, ...key } }, 400, 'invalid_value'],
    [{ headers: { 'content-type': 'text/plain', ...key } }, 415, 'unsupported_media_type'],
    [{ headers: { ...json, ...key } }, 413, 'body_too_large'],
    [{ body: '{"model":"unknown","messages":7,}' }, 400, 'invalid_json'],
    [{ body: '{"Model":"unknown","messages":7}' }, 400, 'ambiguous_parameter'],
    [{ body: '{"model":"unknown","messages":7}' }, 400, 'invalid_type'],
    [{ body: '{"model":"un","messages":[{"role":""}]}' }, 404, 'model_not_found'],
  ];
  let request = wrongInEveryWay;
  for (const [mend, status, code] of steps) {
    request = { ...request, ...mend };
    const { method, path, headers, body } = request;
    const response = await gateway.fetch(
      new Request(`http://gateway.test${path}`, { method, headers, body }),
    );
    expect(await errorOf(response)).toMatchObject({ status, code });
  }
  expect(provider.calls).toEqual([]);
});

describe('the request id', () => {
  test.each(['abc', 'A-1_b.2', '7', 'x'.repeat(128)])(
    'is taken over where it is plain: %s',
    async (id) => {
      const { gateway, provider } = gatewayWith();
      const response = await gateway.fetch(postChat({}, { 'x-request-id': id }));
      expect(response.headers.get('x-request-id')).toBe(id);
      expect(provider.calls[0]?.requestId).toBe(id);
    },
  );

  test.each([
    '',
    ' ',
    'a b',
    '../../etc/passwd',
    'a/b',
    '-a',
    '.a',
    'a:b',
    'ä',
    '<script>',
    'a,b',
    'x'.repeat(129),
    'a"b',
    '$(x)',
  ])('is our own where it is not: %j', async (id) => {
    const { gateway } = gatewayWith();
    const request = gatewayRequest('GET', '/health', { headers: { 'x-request-id': id } });
    const { headers } = await gateway.handle(request);
    expect(headers).toContainEqual(['x-request-id', expect.stringMatching(/^req_[0-9a-f]{32}$/)]);
  });

  test('is another one for each call', async () => {
    const { gateway } = gatewayWith();
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () =>
        (await gateway.fetch(ask('GET', '/health'))).headers.get('x-request-id'),
      ),
    );
    expect(new Set(ids).size).toBe(20);
  });

  test.each<[string, () => Promise<Response>]>([
    ['a JSON reply', () => gatewayWith().gateway.fetch(postChat())],
    ['a stream', () => gatewayWith().gateway.fetch(postChat({ stream: true }))],
    ['health', () => gatewayWith().gateway.fetch(ask('GET', '/health'))],
    ['the models', () => gatewayWith().gateway.fetch(ask('GET', '/v1/models'))],
    ['an unknown path', () => gatewayWith().gateway.fetch(ask('GET', '/x'))],
    ['HEAD', () => gatewayWith().gateway.fetch(ask('HEAD', '/health'))],
  ])('stands on every reply once: %s', async (_, act) => {
    const { headers } = await act();
    expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  });
});

describe('an upstream that refuses', () => {
  test.each([400, 402, 404, 409, 422, 429, 500, 503])(
    '%i keeps its status, type, param, code and message',
    async (upstreamStatus) => {
      const refusal = new UpstreamError('Their words.', {
        provider: 'a',
        upstreamStatus,
        type: 'their_type',
        upstreamCode: 'their_code',
        param: 'their.param',
      });
      for (const stream of [false, true]) {
        const { gateway } = gatewayWith({ step: () => Promise.reject(refusal) });
        expect(await errorOf(await gateway.fetch(postChat({ stream })))).toEqual({
          status: upstreamStatus,
          message: 'Their words.',
          type: 'their_type',
          param: 'their.param',
          code: 'their_code',
        });
      }
    },
  );

  test.each([
    ['upstream_unreachable', 502],
    ['upstream_timeout', 504],
    ['upstream_invalid_response', 502],
  ] as const)('or cannot be reached or understood: %s is a %i', async (code, status) => {
    const { gateway } = gatewayWith({ step: () => Promise.reject(new GatewayError(code, 'x')) });
    expect(await errorOf(await gateway.fetch(postChat()))).toMatchObject({
      status,
      code,
      type: 'upstream_error',
    });
  });

  test('says when to come back', async () => {
    const refusal = new UpstreamError('Slow.', {
      provider: 'a',
      upstreamStatus: 429,
      retryAfterMs: 59_001,
    });
    const { gateway } = gatewayWith({ step: () => Promise.reject(refusal) });
    expect((await gateway.fetch(postChat())).headers.get('retry-after')).toBe('60');
  });
});

describe('models', () => {
  test('are listed in the shape of the api', async () => {
    const { gateway } = gatewayWith({ models: { fast: 'a/small', 'a/*': 'a' } });
    expect(await (await gateway.fetch(ask('GET', '/v1/models'))).json()).toEqual({
      object: 'list',
      data: [
        { id: 'fast', object: 'model', created: 0, owned_by: 'a' },
        { id: 'a/org/big', object: 'model', created: 5, owned_by: 'acme' },
      ],
    });
  });

  test.each(['/v1/models/a/org/big', '/v1/models/a%2Forg%2Fbig'])(
    'are shown one by one, slashes and all: %s',
    async (path) => {
      const { gateway } = gatewayWith({ models: { 'a/*': 'a' } });
      expect(await (await gateway.fetch(ask('GET', path))).json()).toEqual({
        id: 'a/org/big',
        object: 'model',
        created: 5,
        owned_by: 'acme',
      });
    },
  );

  test('that a tenant may not use are, byte for byte, models that are not there', async () => {
    const { gateway } = gatewayWith({
      use: [apiKeys({ 'sk-red': 'red', 'sk-blue': 'blue' })],
      models: { secret: { targets: ['a'], tenants: ['red'] } },
    });
    const see = async (key: string, id: string) => {
      const headers = { 'x-api-key': key, 'x-request-id': 'same' };
      const shown = await gateway.fetch(ask('GET', `/v1/models/${id}`, headers));
      const asked = await gateway.fetch(postChat({ model: id }, headers));
      const listed = await gateway.fetch(ask('GET', '/v1/models', headers));
      const replies = await Promise.all(
        [shown, asked, listed].map(async (reply) => [
          reply.status,
          [...reply.headers],
          await reply.text(),
        ]),
      );
      return JSON.stringify(replies).replaceAll(id, 'ID');
    };
    expect(await see('sk-blue', 'secret')).toBe(await see('sk-blue', 'nobody'));
    expect(JSON.parse(await see('sk-red', 'secret')).map(([status]: [number]) => status)).toEqual([
      200, 200, 200,
    ]);
    expect(JSON.parse(await see('sk-blue', 'secret')).map(([status]: [number]) => status)).toEqual([
      404, 404, 200,
    ]);
  });

  test('with a name that is not percent-encoding are a 400', async () => {
    const { gateway } = gatewayWith();
    const reply = await gateway.handle(gatewayRequest('GET', '/v1/models/%zz'));
    expect(reply.status).toBe(400);
  });
});

describe('a registry of the user’s own', () => {
  const target = (id: string) => ({ provider: scriptedProvider(id, answers), model: 'theirs' });

  test.each<[string, (model: string) => unknown]>([
    ['at once', () => ({ targets: [target('x')] })],
    ['later', async () => ({ targets: [target('x')] })],
  ])('may answer %s', async (_, resolve) => {
    const gateway = createGateway({ models: { resolve: resolve as never, list: async () => [] } });
    expect((await gateway.fetch(postChat())).status).toBe(200);
  });

  test.each<[string, (model: string) => unknown, number]>([
    ['no such model', () => undefined, 404],
    ['no such model, later', async () => undefined, 404],
    ['no target', () => ({ targets: [] }), 404],
    [
      'a refusal of its own',
      () => Promise.reject(new GatewayError('permission_denied', 'No.')),
      403,
    ],
    ['a failure', () => Promise.reject(new Error('db down: secret')), 500],
  ])('may say %s', async (_, resolve, status) => {
    const gateway = createGateway({
      models: {
        resolve: resolve as never,
        list: () => Promise.reject(new Error('db down: secret')),
      },
      logger: recordLog(),
    });
    const error = await errorOf(await gateway.fetch(postChat()));
    expect(error.status).toBe(status);
    expect(error.message).not.toContain('secret');
    expect((await errorOf(await gateway.fetch(ask('GET', '/v1/models')))).status).toBe(500);
  });

  test('is told who asks', async () => {
    const seen: unknown[] = [];
    const gateway = createGateway({
      use: [apiKeys({ 'sk-a': 'red' })],
      models: {
        resolve(model, { identity }) {
          seen.push([model, identity.tenant]);
          return undefined;
        },
        list: async () => [],
      },
    });
    await gateway.fetch(postChat({}, { 'api-key': 'sk-a' }));
    expect(seen).toEqual([['m', 'red']]);
  });
});

describe('a route of a hook’s own', () => {
  const { gateway } = gatewayWith({
    use: [
      {
        name: 'module',
        routes: [
          { method: 'GET', path: '/json', handle: () => ({ json: { a: 1 }, status: 201 }) },
          {
            method: 'GET',
            path: '/raw/*',
            handle: (_ctx, _request, { '*': rest = '' }) => ({
              status: 204,
              headers: [['x-rest', rest]],
              body: null,
            }),
          },
          {
            method: 'POST',
            path: '/echo',
            handle: async (_ctx, request) => ({
              json: new TextDecoder().decode(await request.readBody(5)),
            }),
          },
          {
            method: 'GET',
            path: '/broken',
            handle() {
              throw new Error('secret');
            },
          },
        ],
      },
    ],
  });

  test('answers JSON, a whole reply, or a failure like any other', async () => {
    const json = await gateway.fetch(ask('GET', '/json'));
    expect([json.status, await json.json()]).toEqual([201, { a: 1 }]);
    const raw = await gateway.fetch(ask('GET', '/raw/a/b'));
    expect([raw.status, raw.headers.get('x-rest'), await raw.text()]).toEqual([204, 'a/b', '']);
    expect(raw.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await errorOf(await gateway.fetch(ask('GET', '/broken')))).toMatchObject({
      status: 500,
    });
    expect(await (await gateway.fetch(postJson('/echo', '12345'))).json()).toBe('12345');
    expect(await errorOf(await gateway.fetch(postJson('/echo', '123456')))).toMatchObject({
      status: 413,
    });
  });

  test('answers HEAD with the head of GET', async () => {
    const response = await gateway.fetch(ask('HEAD', '/json'));
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      201,
      'application/json',
      '',
    ]);
  });
});

test('handling never rejects, whatever the request does', async () => {
  const { gateway } = gatewayWith();
  const broken = { ...handleChat(), readBody: () => Promise.reject(new Error('socket hang up')) };
  expect((await gateway.handle(broken)).status).toBe(500);
  const throwing = {
    ...handleChat(),
    readBody() {
      throw new Error('socket hang up');
    },
  };
  expect((await gateway.handle(throwing)).status).toBe(500);
});
