import { type CallOptions, payloadFromValue } from '@gw/core';
import { createGuardedFetch, type GuardedFetch } from '@gw/provider-utils';
import { neverAnswers, respond, startUpstream, type Upstream } from '@gw/testkit/upstream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastLine } from './__fixtures__/answers.ts';
import { createOllamaProvider } from './create-ollama-provider.ts';

const png = { 'content-type': 'image/png' };
const param = 'messages[0].content[0].image_url.url';

let upstream: Upstream;
let host: Upstream;
let guarded: GuardedFetch;
beforeEach(async () => {
  upstream = await startUpstream({ basePath: '' });
  host = await startUpstream({ basePath: '' });
  guarded = createGuardedFetch({
    ports: [Number(new URL(host.url).port)],
    lookup: async () => ['127.0.0.1'],
    allow: (address, name) => address === '127.0.0.1' && name === 'media.example',
  });
});
afterEach(async () => {
  await guarded.close();
  await host.close();
  await upstream.close();
});

async function ask(fetchMedia?: GuardedFetch, { signal = new AbortController().signal } = {}) {
  const provider = createOllamaProvider({ baseUrl: upstream.url, fetchMedia });
  const url = `http://media.example:${new URL(host.url).port}/cat.png`;
  const content = [{ type: 'image_url', image_url: { url } }];
  const model = 'llava';
  const body = payloadFromValue({ model, messages: [{ role: 'user', content }] } as never);
  const options: CallOptions = { signal, headers: {}, requestId: 'req_1' };
  try {
    return await provider.call({ api: 'chat', model, stream: false, body }, options);
  } finally {
    await provider.close?.();
  }
}

describe('a picture by URL', () => {
  it('is fetched and goes in place', async () => {
    host.script(respond({ headers: png, text: 'pixels' }));
    upstream.script(respond({ json: lastLine() }));
    await ask(guarded);
    expect(host.requests[0]?.path).toBe('/cat.png');
    expect(upstream.requests[0]?.json).toMatchObject({
      messages: [{ role: 'user', content: '', images: [btoa('pixels')] }],
    });
  });

  it('is refused where nothing is fetched, saying how it could be', async () => {
    await expect(ask()).rejects.toMatchObject({
      code: 'unsupported_parameter',
      status: 400,
      param,
      message: expect.stringContaining('`fetchMedia: createGuardedFetch()`'),
    });
    expect([host.requests, upstream.requests]).toEqual([[], []]);
  });

  it('of a host that may not be asked, or of another type, asks no upstream', async () => {
    const closed = createGuardedFetch({ ports: [Number(new URL(host.url).port)] });
    await expect(ask(closed)).rejects.toMatchObject({ code: 'invalid_value', param });
    expect(host.requests).toEqual([]);
    host.script(respond({ headers: { 'content-type': 'text/html' }, text: '<html>' }));
    await expect(ask(guarded)).rejects.toMatchObject({ code: 'invalid_value', param });
    expect(upstream.requests).toEqual([]);
    await closed.close();
  });

  it('is given up when the client leaves', async () => {
    host.script(neverAnswers());
    const controller = new AbortController();
    const asking = ask(guarded, controller);
    const sent = await host.nextRequest();
    const reason = new Error('gone');
    controller.abort(reason);
    await expect(asking).rejects.toBe(reason);
    await sent.aborted;
    expect(upstream.requests).toEqual([]);
  });
});
