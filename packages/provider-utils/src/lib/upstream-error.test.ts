import { inspect } from 'node:util';
import type { Headers } from '@gw/core';
import { describe, expect, it, vi } from 'vitest';
import { createByteQueue } from './byte-queue.ts';
import { readUpstreamError } from './upstream-error.ts';

function createReply(status: number, body: unknown, headers: Headers = {}) {
  const queue = createByteQueue({ resume: () => {}, leave: () => {} });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  queue.push(new TextEncoder().encode(text));
  queue.end();
  return { status, headers, bytes: queue.bytes };
}

const refused = (body: unknown) => readUpstreamError('acme', createReply(400, body));
const noText = 'The upstream "acme" answered with HTTP 400.';

describe('readUpstreamError', () => {
  it('keeps status, type, param, code and message of an OpenAI error', async () => {
    const fields = { message: 'No.', type: 'invalid_request_error', param: 'n', code: 'bad_n' };
    expect(await refused({ error: fields })).toMatchObject({
      message: 'No.',
      status: 400,
      type: 'invalid_request_error',
      param: 'n',
      wireCode: 'bad_n',
      provider: 'acme',
      upstreamStatus: 400,
      retryable: false,
    });
  });

  // Each as an upstream of that name sends it.
  it.each([
    ['OpenRouter', { error: { message: 'No.', code: 400 } }, { message: 'No.', wireCode: '400' }],
    [
      'Gemini',
      [{ error: { code: 400, message: 'No.', status: 'INVALID_ARGUMENT' } }],
      { message: 'No.', wireCode: '400', type: 'INVALID_ARGUMENT' },
    ],
    [
      'Anthropic',
      { type: 'error', error: { type: 't', message: 'No.', details: { error_code: 'c' } } },
      { message: 'No.', type: 't', wireCode: 'c' },
    ],
    ['Ollama', { error: 'model not found' }, { message: 'model not found' }],
    ['TGI', { error: 'No.', error_type: 'validation' }, { message: 'No.', type: 'validation' }],
    [
      'older vLLM',
      { object: 'error', message: 'No.', type: 'BadRequestError', param: null, code: 400 },
      { message: 'No.', type: 'BadRequestError', param: null, wireCode: '400' },
    ],
    [
      'Mistral',
      { object: 'error', message: { detail: [{ loc: ['body', 'n'], msg: 'Too large' }] } },
      { message: 'n: Too large' },
    ],
    ['FastAPI, a text', { detail: 'No.' }, { message: 'No.' }],
    [
      'FastAPI, a list',
      {
        detail: [
          { loc: ['body', 'messages', 0, 'role'], msg: 'Field required', type: 'missing' },
          { msg: 'And more' },
        ],
      },
      { message: 'messages.0.role: Field required; And more', param: 'messages.0.role' },
    ],
    ['FastAPI, an object', { detail: { message: 'No.' } }, { message: 'No.' }],
    [
      'Cloudflare',
      { errors: [{ code: 7003, message: 'No.' }] },
      { message: 'No.', wireCode: '7003' },
    ],
  ])('reads an error of %s', async (_, body, expected) => {
    expect(await refused(body)).toMatchObject(expected);
  });

  it.each([
    '',
    'null',
    '{}',
    '[]',
    '{"error":null}',
    '{"error":{}}',
    '{"detail":[]}',
    '{"mess',
    '<html>secret page</html>',
  ])('has its own words for %j', async (body) => {
    expect(await refused(body)).toMatchObject({ message: noText, wireCode: null, param: null });
  });

  it('passes on plain text up to 500 characters, and no page that is called plain text', async () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    const plain = await readUpstreamError(
      'acme',
      createReply(400, `No.${'x'.repeat(999)}`, headers),
    );
    expect(plain.message).toHaveLength(500);
    const page = await readUpstreamError('acme', createReply(400, ' <!doctype html>', headers));
    expect(page.message).toBe(noText);
  });

  it('hides what a 401 says', async () => {
    const body = { error: { message: 'Incorrect API key provided: sk-123', code: 'bad_key' } };
    const error = await readUpstreamError('acme', createReply(401, body));
    expect(error).toMatchObject({ status: 502, code: 'upstream_authentication_error' });
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('sk-123');
  });

  it('takes named secrets out of a message', async () => {
    const body = { error: { message: 'API key "sk-123" is not valid, sk-123!' } };
    const error = await readUpstreamError('acme', createReply(400, body), {
      secrets: ['sk-123', ''],
    });
    expect(error.message).toBe('API key "***" is not valid, ***!');
  });

  it('takes them out of every field, whole and before a text is shortened', async () => {
    const secrets = ['sk/123'];
    const body = '{"error":{"message":"m","type":"t sk\\/123","param":"sk/123","code":"sk/123"}}';
    const error = await readUpstreamError('acme', createReply(400, body), { secrets });
    expect(error).toMatchObject({ type: 't ***', param: '***', wireCode: '***' });
    const plain = createReply(400, `${'x'.repeat(497)}sk/123`, { 'content-type': 'text/plain' });
    const cut = await readUpstreamError('acme', plain, { secrets });
    expect(cut.message).toBe(`${'x'.repeat(497)}***`);
  });

  it('keeps the headers that pass to clients, and no others', async () => {
    const headers = { 'retry-after': '7', 'x-ratelimit-limit-tokens': '10', 'set-cookie': 'a=b' };
    const error = await readUpstreamError('acme', createReply(429, {}, headers));
    expect(error.headers).toEqual({ 'retry-after': '7', 'x-ratelimit-limit-tokens': '10' });
    expect(error).toMatchObject({ retryAfterMs: 7000, retryable: true });
  });

  it('obeys x-should-retry', async () => {
    const no = await readUpstreamError('acme', createReply(500, {}, { 'x-should-retry': 'false' }));
    const yes = await readUpstreamError('acme', createReply(400, {}, { 'x-should-retry': 'true' }));
    expect([no.retryable, yes.retryable]).toEqual([false, true]);
  });

  it('has the status even if the body breaks off or is endless', async () => {
    const cut = createByteQueue({ resume: () => {}, leave: () => {} });
    const error = Object.assign(new Error('cut'), { code: 'x' });
    cut.fail(error);
    const reply = { status: 500, headers: {}, bytes: cut.bytes };
    await expect(readUpstreamError('acme', reply)).rejects.toBe(error);

    const left = vi.fn();
    const endless: AsyncIterableIterator<Uint8Array> = {
      next: async () => ({ done: false, value: new Uint8Array(1024).fill(0x20) }),
      async return() {
        left();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => endless,
    };
    const bounded = await readUpstreamError('acme', { status: 500, headers: {}, bytes: endless });
    expect(bounded).toMatchObject({ upstreamStatus: 500 });
    expect(left).toHaveBeenCalledOnce();
  });

  it("rejects with the signal's reason when the client leaves meanwhile", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const queue = createByteQueue({ signal, resume: () => {}, leave: () => {} });
    const reply = { status: 500, headers: {}, bytes: queue.bytes };
    const reading = readUpstreamError('acme', reply, { signal });
    controller.abort('gone');
    queue.fail('gone');
    await expect(reading).rejects.toBe('gone');
  });
});
