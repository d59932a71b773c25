import { type CallOptions, payloadFromValue } from '@gw/core';
import { createGuardedFetch, type GuardedFetch } from '@gw/provider-utils';
import { respond, startUpstream, type Upstream } from '@gw/testkit/upstream';
import { geminiJson } from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, startBench } from './__fixtures__/bench.ts';

const hello = geminiJson({ parts: [{ text: 'Hello' }], finishReason: 'STOP' });

let bench: Bench;
let host: Upstream;
let guarded: GuardedFetch;
beforeEach(async () => {
  host = await startUpstream({ basePath: '' });
  guarded = createGuardedFetch({
    ports: [Number(new URL(host.url).port)],
    lookup: async () => ['127.0.0.1'],
    allow: (address, name) => address === '127.0.0.1' && name === 'media.example',
  });
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await guarded.close();
  await host.close();
});

/** Asks about what stands at this path of the host. */
async function ask(part: (url: string) => object, fetchMedia?: GuardedFetch) {
  bench = await startBench({ fetchMedia });
  bench.upstream.script(hello);
  const content = [part(`http://media.example:${new URL(host.url).port}/cat`)];
  const model = 'gemini-3-flash';
  const body = payloadFromValue({ model, input: [{ role: 'user', content }] } as never);
  const options: CallOptions = {
    signal: new AbortController().signal,
    headers: {},
    requestId: 'req_1',
  };
  await bench.provider.call({ api: 'responses', model, stream: false, body }, options);
  return bench.lastRequest().json;
}

const picture = (image_url: string) => ({ type: 'input_image', image_url });
const file = (file_url: string) => ({ type: 'input_file', file_url });

describe('media at a URL that Google does not follow', () => {
  test.each([
    [picture, 'image/webp'],
    [file, 'application/pdf'],
    [file, 'text/csv'],
  ])('is fetched and goes in place: %o, %s', async (part, mimeType) => {
    host.script(respond({ headers: { 'content-type': mimeType }, text: 'bytes' }));
    const inlineData = { mimeType, data: btoa('bytes') };
    expect(await ask(part, guarded)).toMatchObject({ contents: [{ parts: [{ inlineData }] }] });
  });

  test('is refused where nothing is fetched, saying how it could be', async () => {
    await expect(ask(picture)).rejects.toMatchObject({
      code: 'unsupported_parameter',
      param: 'input[0].content[0].image_url',
      message: expect.stringContaining('`fetchMedia: createGuardedFetch()`'),
    });
    expect([host.requests, bench.upstream.requests]).toEqual([[], []]);
  });

  test('of another type asks no upstream', async () => {
    host.script(respond({ headers: { 'content-type': 'text/html' }, text: '<html>' }));
    await expect(ask(picture, guarded)).rejects.toMatchObject({
      code: 'invalid_value',
      param: 'input[0].content[0].image_url',
    });
    expect(bench.upstream.requests).toEqual([]);
  });
});
