import { getEventListeners } from 'node:events';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type MediaHost, startMediaHost } from './__fixtures__/media-host.ts';
import type { GuardedFetch, GuardedFetchOptions } from './guarded-fetch.ts';
import { createGuardedFetch } from './guarded-fetch-node.ts';

let host: MediaHost;
let guarded: GuardedFetch;
afterEach(async () => {
  await guarded.close();
  await host.close();
});

async function start(answer: RequestListener, options: GuardedFetchOptions = {}) {
  host = await startMediaHost(answer);
  guarded = createGuardedFetch({
    ports: [host.port],
    lookup: async () => ['127.0.0.1'],
    allow: (address) => address === '127.0.0.1',
    ...options,
  });
}

const placesOf = (...paths: readonly string[]) =>
  paths.map((path, at) => ({
    url: `http://media.example:${host.port}${path}`,
    param: `images[${at}]`,
    accept: ['image/png'],
  }));

/** Says its path, the first one last. */
const sayPath: RequestListener = ({ url = '' }, response) => {
  const say = () => response.writeHead(200, { 'content-type': 'image/png' }).end(url);
  if (url === '/slow') setTimeout(say, 50);
  else say();
};

describe('all media of a request', () => {
  it('come in the order in which it names them', async () => {
    await start(sayPath);
    const { signal } = new AbortController();
    const media = await guarded.fetchAll(placesOf('/slow', '/b'), signal);
    const texts = media.map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(texts).toEqual(['/slow', '/b']);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('are none of none', async () => {
    await start(sayPath);
    expect(await guarded.fetchAll([], new AbortController().signal)).toEqual([]);
  });

  it('are no more than it may name, and nobody is asked for too many', async () => {
    await start(sayPath, { maxUrls: 2 });
    const fetching = guarded.fetchAll(placesOf('/a', '/b', '/c'), new AbortController().signal);
    await expect(fetching).rejects.toMatchObject({
      code: 'invalid_value',
      param: 'images[2]',
      message: '"images[2]" is a URL too many: a request may name 2.',
    });
    expect(host.seen()).toBe(0);
  });

  it('hold no more bytes than a request may, all together', async () => {
    const body = 'x'.repeat(600);
    const answer: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).end(body);
    };
    await start(answer, { maxTotalBytes: 1200 });
    const { signal } = new AbortController();
    expect(await guarded.fetchAll(placesOf('/a', '/b'), signal)).toHaveLength(2);
    await expect(guarded.fetchAll(placesOf('/a', '/b', '/c'), signal)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/"images\[\d\]" and the other URLs .* more than 1200 bytes\./),
    });
  });

  it('are fetched once where they are named twice, and count twice', async () => {
    const answer: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).end('x'.repeat(600));
    };
    await start(answer, { maxUrls: 3, maxTotalBytes: 1200 });
    const { signal } = new AbortController();
    const media = await guarded.fetchAll(placesOf('/a', '/a'), signal);
    expect(media.map(({ bytes }) => bytes.length)).toEqual([600, 600]);
    expect(host.requests).toHaveLength(1);
    await expect(guarded.fetchAll(placesOf('/a', '/a', '/a'), signal)).rejects.toMatchObject({
      message: '"images[0]" and the other URLs of the request hold more than 1200 bytes.',
    });
    const four = guarded.fetchAll(placesOf('/a', '/a', '/a', '/a'), signal);
    await expect(four).rejects.toMatchObject({
      message: '"images[3]" is a URL too many: a request may name 3.',
    });
    expect(host.requests).toHaveLength(2);
  });

  it('are fetched for each list of types that they may have', async () => {
    await start(sayPath);
    const [place] = placesOf('/a');
    if (!place) throw new Error('There is one place.');
    const places = [place, { ...place, accept: ['image/*'] }];
    await guarded.fetchAll(places, new AbortController().signal);
    expect(host.requests.map(({ headers }) => headers.accept).sort()).toEqual([
      'image/*',
      'image/png',
    ]);
  });

  it('end with the first that fails', async () => {
    await start(({ url }, response) => {
      if (url === '/bad') response.writeHead(404).end();
    });
    const fetching = guarded.fetchAll(placesOf('/hangs', '/bad'), new AbortController().signal);
    await expect(fetching).rejects.toMatchObject({ param: 'images[1]', status: 400 });
    await vi.waitFor(() => expect(host.open()).toBe(0));
  });

  it('end when the client leaves', async () => {
    await start(() => {});
    const controller = new AbortController();
    const fetching = guarded.fetchAll(placesOf('/a', '/b'), controller.signal);
    await vi.waitFor(() => expect(host.requests).toHaveLength(2));
    const reason = new Error('gone');
    controller.abort(reason);
    await expect(fetching).rejects.toBe(reason);
    await vi.waitFor(() => expect(host.open()).toBe(0));
    await expect(guarded.fetchAll(placesOf('/a'), controller.signal)).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it.each([0, 1.5, Number.NaN])('are not bounded by %d', (bound) => {
    expect(() => createGuardedFetch({ maxUrls: bound })).toThrow(/"maxUrls"/);
    expect(() => createGuardedFetch({ maxTotalBytes: bound })).toThrow(/"maxTotalBytes"/);
  });
});
