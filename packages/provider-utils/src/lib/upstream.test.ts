import { UpstreamError } from '@gw/core';
import { respond, startUpstream, type Upstream as TestUpstream } from '@gw/testkit/upstream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Transport } from './transport.ts';
import { createUpstream, type UpstreamSettings } from './upstream.ts';

const { signal } = new AbortController();
const rules = { provider: 'acme', credential: { name: 'x-acme' } };

let server: TestUpstream;
beforeEach(async () => {
  server = await startUpstream();
});
afterEach(() => server.close());

async function send(settings: UpstreamSettings, body?: object) {
  const upstream = createUpstream(rules, settings);
  try {
    const request = { accept: 'application/json', body, signal };
    return await upstream.send(`${server.url}/ask`, request);
  } finally {
    await upstream.close();
  }
}

it.each([
  ['GET', undefined, undefined, ''],
  ['POST', { a: 'ü' }, 'application/json', '{"a":"ü"}'],
  ['POST', new TextEncoder().encode('[1.0]'), 'application/json', '[1.0]'],
])('sends a %s with %j', async (method, body, contentType, text) => {
  server.script(respond({ json: {} }));
  const { reply, secrets } = await send({ apiKey: 'sk-1' }, body);
  const [sent] = server.requests;
  expect([reply.status, secrets]).toEqual([200, ['sk-1']]);
  expect([sent?.method, sent?.text]).toEqual([method, text]);
  const headers = Object.fromEntries(sent?.headers ?? []);
  expect(headers).toMatchObject({ accept: 'application/json', 'x-acme': 'sk-1' });
  expect(headers['content-type']).toBe(contentType);
});

it('throws a refusal, without the key', async () => {
  const error = { message: 'Who is sk-1?', type: 'invalid_request_error' };
  server.script(respond({ status: 400, json: { error } }));
  const failure = await send({ apiKey: 'sk-1' }).catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(UpstreamError);
  expect(failure).toMatchObject({ message: 'Who is ***?', upstreamStatus: 400 });
});

it('uses a transport that it was given, with the timeouts, and leaves it open', async () => {
  const seen: unknown[] = [];
  const transport: Transport = {
    async request(_, { timeouts }) {
      seen.push(timeouts);
      return { status: 200, headers: {}, bytes: (async function* () {})() };
    },
    async close() {
      seen.push('closed');
    },
  };
  await send({ transport, timeouts: { idleMs: 5 } });
  expect(seen).toEqual([{ idleMs: 5 }]);
});
