import { type CallOptions, payloadFromValue } from '@gw/core';
import { createGuardedFetch, type GuardedFetch } from '@gw/provider-utils';
import { respond, startUpstream, type Upstream } from '@gw/testkit/upstream';
import { anthropicJson } from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAnthropicProvider } from './create-anthropic-provider.ts';

let upstream: Upstream;
let host: Upstream;
let guarded: GuardedFetch;
beforeEach(async () => {
  upstream = await startUpstream();
  host = await startUpstream({ basePath: '' });
  guarded = createGuardedFetch({
    ports: [Number(new URL(host.url).port)],
    lookup: async () => ['127.0.0.1'],
    allow: (address, name) => address === '127.0.0.1' && name === 'media.example',
  });
  upstream.script(anthropicJson({ content: [{ type: 'text', text: 'Hello' }] }));
});
afterEach(async () => {
  await guarded.close();
  await host.close();
  await upstream.close();
});

/** Asks about what stands at this path of the host, and says what the upstream saw. */
async function ask(part: (url: string) => object, fetchMedia?: GuardedFetch) {
  const provider = createAnthropicProvider({ baseUrl: upstream.url, fetchMedia });
  const content = [part(`http://media.example:${new URL(host.url).port}/cat`)];
  const model = 'claude-opus-4-6';
  const body = payloadFromValue({ model, input: [{ role: 'user', content }] } as never);
  const options: CallOptions = {
    signal: new AbortController().signal,
    headers: {},
    requestId: 'req_1',
  };
  try {
    await provider.call({ api: 'responses', model, stream: false, body }, options);
  } finally {
    await provider.close?.();
  }
  return upstream.requests[0]?.json;
}

const picture = (image_url: string) => ({ type: 'input_image', image_url });
const file = (file_url: string) => ({ type: 'input_file', file_url, filename: 'cat' });
const inPlace = (media_type: string) => ({ type: 'base64', media_type, data: btoa('bytes') });

describe('media at a URL that Anthropic does not follow', () => {
  it.each([
    [picture, 'image/webp', { type: 'image', source: inPlace('image/webp') }],
    [file, 'application/pdf', { type: 'document', source: inPlace('application/pdf') }],
    [
      file,
      'text/csv',
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'bytes' } },
    ],
  ])('is fetched and goes in place: %o, %s', async (part, type, block) => {
    host.script(respond({ headers: { 'content-type': type }, text: 'bytes' }));
    expect(await ask(part, guarded)).toMatchObject({ messages: [{ content: [block] }] });
  });

  it('is refused where nothing is fetched, saying how it could be', async () => {
    await expect(ask(picture)).rejects.toMatchObject({
      code: 'unsupported_parameter',
      param: 'input[0].content[0].image_url',
      message: expect.stringContaining('`fetchMedia: createGuardedFetch()`'),
    });
    expect([host.requests, upstream.requests]).toEqual([[], []]);
  });

  it('of another type asks no upstream', async () => {
    host.script(respond({ headers: { 'content-type': 'image/tiff' }, text: 'bytes' }));
    await expect(ask(picture, guarded)).rejects.toMatchObject({
      code: 'invalid_value',
      param: 'input[0].content[0].image_url',
    });
    expect(upstream.requests).toEqual([]);
  });
});
