import { getEventListeners } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getActiveResourcesInfo } from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type MediaHost, startMediaHost } from './__fixtures__/media-host.ts';
import type { GuardedFetch, GuardedFetchOptions } from './guarded-fetch.ts';
import { createGuardedFetch } from './guarded-fetch-node.ts';

const param = 'messages[0].content[1].image_url.url';
const accept = ['image/png', 'image/jpeg'];

let host: MediaHost;
let guarded: GuardedFetch;
afterEach(async () => {
  vi.restoreAllMocks();
  await guarded.close();
  await host.close();
});

/** Starts a host and a guard that may ask it. */
async function start(answer: RequestListener, options: GuardedFetchOptions = {}) {
  host = await startMediaHost(answer);
  guarded = createGuardedFetch({
    ports: [host.port],
    lookup: async () => ['127.0.0.1'],
    allow: (address) => address === '127.0.0.1',
    ...options,
  });
}

const fetchIt = (signal?: AbortSignal) =>
  guarded.fetchMedia(`http://media.example:${host.port}/a.png`, { param, accept, signal });

const isLetGo = () => vi.waitFor(() => expect([host.seen(), host.open()]).toEqual([1, 0]));

const png = { 'content-type': 'image/png' };
const reply =
  (status: number, headers: Record<string, string> = png, body: string | Uint8Array = 'bytes') =>
  (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
  };

describe('a reply', () => {
  it('of many chunks is given whole', async () => {
    const body = crypto.getRandomValues(new Uint8Array(60_000));
    await start((_, response) => {
      response.writeHead(200, { 'content-type': 'Image/PNG; x=1' });
      for (let at = 0; at < body.length; at += 10_000)
        response.write(body.subarray(at, at + 10_000));
      response.end();
    });
    const media = await fetchIt();
    expect(media.mediaType).toBe('image/png');
    expect(Buffer.compare(media.bytes, body)).toBe(0);
    await isLetGo();
  });

  it.each([301, 302, 303, 307, 308])(
    'of status %i is a redirect and not followed',
    async (status) => {
      await start((message, response) => {
        if (message.url !== '/a.png') return response.writeHead(200, png).end('followed');
        return response.writeHead(status, { ...png, location: '/b.png' }).end('bytes');
      });
      await expect(fetchIt()).rejects.toMatchObject({
        code: 'invalid_value',
        status: 400,
        param,
        message: `"${param}" leads to a redirect (HTTP ${status}), which is not followed: send the URL of the file itself.`,
      });
      expect(host.requests).toHaveLength(1);
      await isLetGo();
    },
  );

  it.each([
    ['of status 404', reply(404), 'could not be fetched: its host answered with HTTP 404.'],
    ['of status 500', reply(500), 'could not be fetched: its host answered with HTTP 500.'],
    ['of status 206', reply(206), 'could not be fetched: its host answered with HTTP 206.'],
    [
      'of another type',
      reply(200, { 'content-type': 'text/html' }),
      'is of the type text/html; accepted here: image/png, image/jpeg.',
    ],
    ['of no type', reply(200, {}), 'has no media type; accepted here: image/png, image/jpeg.'],
    [
      'of a strange type',
      reply(200, { 'content-type': '<b>sk-secret</b>' }),
      'has no media type; accepted here: image/png, image/jpeg.',
    ],
    [
      'that is compressed',
      reply(200, { ...png, 'content-encoding': 'gzip' }),
      'could not be fetched: its host sent compressed bytes, unasked.',
    ],
    ['that is empty', reply(200, png, ''), 'is empty.'],
  ])('%s is refused', async (_, answer, words) => {
    await start(answer);
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'invalid_value',
      status: 400,
      param,
      message: `"${param}" ${words}`,
    });
    await isLetGo();
  });

  it('that calls itself uncompressed is taken', async () => {
    await start(reply(200, { ...png, 'content-encoding': 'identity' }));
    expect((await fetchIt()).bytes).toEqual(Buffer.from('bytes'));
  });

  it('is taken up to the limit', async () => {
    await start(reply(200, png, 'x'.repeat(1000)), { maxBytes: 1000 });
    expect((await fetchIt()).bytes).toHaveLength(1000);
  });

  it('is refused by its announced size, before it comes', async () => {
    await start(
      (_, response) => {
        response.writeHead(200, { ...png, 'content-length': '1001' }).flushHeaders();
      },
      { maxBytes: 1000 },
    );
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'invalid_value',
      message: `"${param}" is larger than 1000 bytes.`,
    });
    await isLetGo();
  });

  it('is refused as soon as it is larger, without being read on', async () => {
    let sent = 0;
    await start(
      (_, response) => {
        response.writeHead(200, png);
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(16_384))) sent += 16_384;
        };
        response.on('drain', more);
        more();
      },
      { maxBytes: 100_000 },
    );
    await expect(fetchIt()).rejects.toMatchObject({
      message: `"${param}" is larger than 100000 bytes.`,
    });
    await isLetGo();
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it.each([
    ['announced', { ...png, 'content-length': '1000' }],
    ['chunked', png],
  ])('that breaks off is refused (%s)', async (_, headers) => {
    await start((_, response) => {
      response.writeHead(200, headers).write('begin', () => response.destroy());
    });
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'invalid_value',
      message: `"${param}" could not be fetched: its host broke off in the middle.`,
    });
  });

  it('that switches protocols is refused', async () => {
    await start(({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    });
    await expect(fetchIt()).rejects.toMatchObject({ code: 'invalid_value' });
    await isLetGo();
  });

  it('that is no HTTP is refused, and its bytes stand in no error', async () => {
    await start(({ socket }) => socket.end('SSH-2.0-secret\r\n'));
    const error = await fetchIt().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid_value', param });
    const { cause } = error as Error;
    expect(Object.keys(cause as Error)).toEqual([]);
    expect(String(cause)).not.toContain('secret');
  });
});

/** A host, or a lookup, that stops in one phase. */
const phases: Readonly<Record<string, { options?: GuardedFetchOptions; answer: RequestListener }>> =
  {
    'looking up': { options: { lookup: () => new Promise(() => undefined) }, answer: reply(200) },
    'waiting for the head': { answer: () => undefined },
    'in the middle of the head': {
      answer: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-'),
    },
    'reading the body': {
      answer: (_, response) => response.writeHead(200, png).write('begin'),
    },
  };

describe.each(Object.entries(phases))('%s', (_, { options, answer }) => {
  const hasBegun = vi.fn();
  const begin = (extra: GuardedFetchOptions = {}) => {
    hasBegun.mockReset();
    const lookup = options?.lookup ?? (async () => ['127.0.0.1']);
    return start(
      (message, response) => {
        answer(message, response);
        hasBegun();
      },
      {
        ...extra,
        lookup: (name, wait) => {
          if (options?.lookup) hasBegun();
          return lookup(name, wait);
        },
      },
    );
  };
  const isOver = () => vi.waitFor(() => expect(host.open()).toBe(0));

  it('ends with the signal’s reason at once, and leaves nothing', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await begin();
    const controller = new AbortController();
    const reason = new Error('the client left');
    const failed = expect(fetchIt(controller.signal)).rejects.toBe(reason);
    await vi.waitFor(() => expect(hasBegun).toHaveBeenCalled());
    controller.abort(reason);
    await failed;
    await isOver();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    const clock = timers.mock.calls.findIndex(([, ms]) => ms === 30_000);
    expect(cleared).toHaveBeenCalledWith(timers.mock.results[clock]?.value);
  });

  it('ends when the time is over, all phases together', async () => {
    await begin({ timeoutMs: 100 });
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'invalid_value',
      status: 400,
      param,
      message: `"${param}" could not be fetched within 100 ms.`,
    });
    await isOver();
  });

  it('ends when the guard is closed', async () => {
    await begin();
    const failed = expect(fetchIt()).rejects.toMatchObject({ code: 'unavailable' });
    await vi.waitFor(() => expect(hasBegun).toHaveBeenCalled());
    await guarded.close();
    await failed;
    await isOver();
  });
});

it('counts the time of a body that comes drop by drop', async () => {
  await start(
    (_, response) => {
      response.writeHead(200, png);
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    },
    { timeoutMs: 200 },
  );
  await expect(fetchIt()).rejects.toMatchObject({
    message: `"${param}" could not be fetched within 200 ms.`,
  });
  await isLetGo();
});

describe('a guard', () => {
  it('opens nothing before the first fetch', async () => {
    const before = getActiveResourcesInfo();
    await createGuardedFetch().close();
    expect(getActiveResourcesInfo()).toEqual(before);
  });

  it('leaves nothing on the signal of a fetch that succeeded', async () => {
    await start(reply(200));
    const { signal } = new AbortController();
    await fetchIt(signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await isLetGo();
  });

  it('asks nobody for a client that has left', async () => {
    await start(reply(200));
    const reason = new Error('left before');
    await expect(fetchIt(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(host.seen()).toBe(0);
  });

  it('closes twice and takes no more', async () => {
    await start(reply(200));
    await guarded.close();
    await guarded.close();
    await expect(fetchIt()).rejects.toMatchObject({ code: 'unavailable' });
    expect(host.seen()).toBe(0);
  });

  it('presents itself as it is told', async () => {
    await start(reply(200), { userAgent: 'acme-gateway/1.0' });
    await fetchIt();
    expect(host.requests[0]?.headers['user-agent']).toBe('acme-gateway/1.0');
  });

  it.each([
    [{ maxBytes: Number.NaN }, 'maxBytes'],
    [{ maxBytes: 0 }, 'maxBytes'],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ ports: [80, 70_000] }, 'ports'],
  ])('is not made with %o', (options, name) => {
    expect(() => createGuardedFetch(options)).toThrow(
      new RegExp(`^createGuardedFetch: "${name}" takes whole numbers`),
    );
  });
});
