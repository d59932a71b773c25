import { describe, expect, test } from 'vitest';
import { readErrorInside, readRefusal } from './read-error.ts';

const reading = { provider: 'gemini', secrets: ['k-secret'] };
const info = (name: string) => ({ '@type': `type.googleapis.com/google.rpc.${name}` });

function replyOf(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  return { status, headers: { 'content-type': type, ...headers }, bytes: bytes() };
}

const errorOf = (status: number, error: object) => ({ error: { code: status, ...error } });

describe('what Google says of a refusal', () => {
  test('its status is the code, a field the param', async () => {
    const details = [{ ...info('BadRequest'), fieldViolations: [{ field: 'contents[0].parts' }] }];
    const body = errorOf(400, { message: 'Bad', status: 'INVALID_ARGUMENT', details });
    const error = await readRefusal('gemini', replyOf(400, body), reading);
    expect([error.status, error.type, error.wireCode, error.param, error.message]).toEqual([
      400,
      'invalid_request_error',
      'INVALID_ARGUMENT',
      'contents[0].parts',
      'Bad',
    ]);
  });

  test('when to ask again stands in its details', async () => {
    const details = [info('QuotaFailure'), { ...info('RetryInfo'), retryDelay: '34.07s' }];
    const body = errorOf(429, { message: 'Slow', status: 'RESOURCE_EXHAUSTED', details });
    const error = await readRefusal('gemini', replyOf(429, body), reading);
    expect([error.status, error.retryAfterMs, error.retryable]).toEqual([429, 34_070, true]);
  });

  test('a header counts for more', async () => {
    const details = [{ ...info('RetryInfo'), retryDelay: '34s' }];
    const reply = replyOf(503, errorOf(503, { message: 'm', details }), { 'retry-after': '2' });
    expect((await readRefusal('gemini', reply, reading)).retryAfterMs).toBe(2000);
  });

  test('a key that it does not know is the gateway’s fault, though it says 400', async () => {
    const details = [{ ...info('ErrorInfo'), reason: 'API_KEY_INVALID' }];
    const body = errorOf(400, {
      message: 'API key not valid: k-secret',
      status: 'INVALID_ARGUMENT',
      details,
    });
    const error = await readRefusal('gemini', replyOf(400, body), reading);
    expect([error.code, error.status]).toEqual(['upstream_authentication_error', 502]);
    expect(error.message).not.toContain('k-secret');
  });

  test('a list with an error in it is one', async () => {
    const body = [errorOf(404, { message: 'No model', status: 'NOT_FOUND' })];
    const error = await readRefusal('gemini', replyOf(404, body), reading);
    expect([error.status, error.wireCode, error.message]).toEqual([404, 'NOT_FOUND', 'No model']);
  });

  test('a page of a proxy is not shown', async () => {
    const error = await readRefusal('gemini', replyOf(502, '<html>k-secret</html>'), reading);
    expect([error.status, error.message]).toEqual([
      502,
      'The upstream "gemini" answered with HTTP 502.',
    ]);
  });
});

test('inside a stream the status is the one that would have been sent', () => {
  const body = errorOf(503, { message: 'Overloaded k-secret', status: 'UNAVAILABLE' });
  const error = readErrorInside(body, { status: 200, headers: {} }, reading);
  expect([error.upstreamStatus, error.retryable, error.message]).toEqual([
    503,
    true,
    'Overloaded ***',
  ]);
});
