import { describe, expect, it } from 'vitest';
import { chatRaw, sendRaw } from '../../__fixtures__/raw-client.ts';
import { redirect, respond, startUpstream, status } from '../../upstream.ts';

describe('respond', () => {
  it('answers with JSON, text, bytes or nothing', async () => {
    await using upstream = await startUpstream();
    upstream.script(
      respond({ json: { a: 'ü' } }),
      respond({ text: 'ü', status: 201 }),
      respond({ bytes: Uint8Array.of(0xff) }),
      respond({ status: 204 }),
    );
    const json = await chatRaw(upstream.url);
    expect(json).toMatchObject({ status: 200, text: '{"a":"ü"}', ending: 'end' });
    expect(json.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '10',
    });
    const text = await chatRaw(upstream.url);
    expect(text).toMatchObject({ status: 201, text: 'ü' });
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    const bytes = await chatRaw(upstream.url);
    expect(bytes.headers['content-type']).toBe('application/octet-stream');
    expect(Buffer.concat(bytes.chunks)).toEqual(Buffer.of(0xff));
    expect(await chatRaw(upstream.url)).toMatchObject({ status: 204, text: '', ending: 'end' });
  });

  it('sends headers as given, twice where a list names them twice', async () => {
    await using upstream = await startUpstream();
    upstream.script(
      respond({
        json: {},
        headers: [
          ['Content-Type', 'application/vnd.own+json'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      }),
    );
    const { headers } = await chatRaw(upstream.url);
    expect(headers['content-type']).toBe('application/vnd.own+json');
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });
});

describe('status', () => {
  it.each([
    [401, { type: 'invalid_request_error', code: 'invalid_api_key' }],
    [404, { type: 'invalid_request_error', code: 'not_found' }],
    [418, { type: 'invalid_request_error', code: null }],
    [429, { type: 'requests', code: 'rate_limit_exceeded' }],
    [500, { type: 'server_error', code: null }],
    [503, { type: 'server_error', code: null }],
  ])('%i answers with an error of all four members', async (code, members) => {
    await using upstream = await startUpstream({ script: [status(code)] });
    const reply = await chatRaw(upstream.url);
    expect(reply.status).toBe(code);
    const { error } = JSON.parse(reply.text);
    expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
    expect(error).toMatchObject(members);
  });

  it('takes members, headers and retry-after', async () => {
    await using upstream = await startUpstream();
    upstream.script(
      status(429, {
        retryAfter: 7,
        message: 'Slow down.',
        code: 'insufficient_quota',
        headers: { 'x-should-retry': 'false' },
      }),
      status(503, { retryAfter: 'Fri, 31 Dec 1999 23:59:59 GMT' }),
    );
    const limited = await chatRaw(upstream.url);
    expect(limited.headers).toMatchObject({ 'retry-after': '7', 'x-should-retry': 'false' });
    expect(JSON.parse(limited.text).error).toEqual({
      message: 'Slow down.',
      type: 'requests',
      param: null,
      code: 'insufficient_quota',
    });
    const busy = await chatRaw(upstream.url);
    expect(busy.headers['retry-after']).toBe('Fri, 31 Dec 1999 23:59:59 GMT');
  });
});

describe('redirect', () => {
  it('sends the client elsewhere; one that follows is seen there', async () => {
    await using upstream = await startUpstream({ script: [redirect()] });
    const url = `${upstream.url}/chat/completions`;
    const followed = await fetch(url, { method: 'POST', body: '{}' });
    expect(followed.status).toBe(404);
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      '/v1/chat/completions',
      '/redirected',
    ]);
    upstream.reset();
    upstream.script(redirect({ location: 'https://example.com/', status: 301 }));
    const reply = await sendRaw(url, { body: {} });
    expect(reply).toMatchObject({ status: 301, headers: { location: 'https://example.com/' } });
  });
});
