import dns from 'node:dns';
import { inspect } from 'node:util';
import { GatewayError } from '@gw/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MediaHost, startMediaHost } from './__fixtures__/media-host.ts';
import type { GuardedFetchOptions } from './guarded-fetch.ts';
import { createGuardedFetch } from './guarded-fetch-node.ts';

const request = { param: 'input[0].image_url', accept: ['image/png'] };
const closedMessage =
  '"input[0].image_url" could not be fetched: its host cannot be reached, or is none that may be.';

let host: MediaHost;
beforeEach(async () => {
  host = await startMediaHost((_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).end('png');
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await host.close();
});

/** Fetches with a guard of its own; a failure is the result. */
async function fetchWith(url: string, options: GuardedFetchOptions = {}): Promise<unknown> {
  const guarded = createGuardedFetch({ ports: [80, 443, host.port], ...options });
  const result = await guarded.fetchMedia(url, request).catch((error: unknown) => error);
  await guarded.close();
  return result;
}

const loopback = (address: string) => address === '127.0.0.1';
const png = { bytes: Buffer.from('png'), mediaType: 'image/png' };
const refusedHost = {
  code: 'invalid_value',
  status: 400,
  param: 'input[0].image_url',
  message: closedMessage,
};

describe('a name', () => {
  const url = () => `http://media.example:${host.port}/a.png?size=1`;

  it('that leads to a private address is refused without a connection', async () => {
    expect(await fetchWith(url(), { lookup: async () => ['127.0.0.1'] })).toMatchObject(
      refusedHost,
    );
    expect(host.seen()).toBe(0);
  });

  it('is fetched where its address is opened', async () => {
    const allow = vi.fn(loopback);
    expect(await fetchWith(url(), { lookup: async () => ['127.0.0.1'], allow })).toEqual(png);
    expect(allow.mock.calls).toEqual([['127.0.0.1', 'media.example']]);
  });

  it('is refused for one private address among public ones', async () => {
    const lookup = async () => ['93.184.216.34', '127.0.0.1'];
    expect(await fetchWith(url(), { lookup })).toMatchObject(refusedHost);
    expect(host.seen()).toBe(0);
  });

  it('is refused for one address that is not opened among those that are', async () => {
    const lookup = async () => ['127.0.0.1', '127.0.0.2'];
    expect(await fetchWith(url(), { lookup, allow: loopback })).toMatchObject(refusedHost);
    expect(host.seen()).toBe(0);
  });

  it('is looked up once, and the address that was checked is the one connected to', async () => {
    const other = await startMediaHost((_, response) => response.end(), {
      address: '127.0.0.2',
      port: host.port,
    });
    const system = vi.spyOn(dns, 'lookup');
    const lookup = vi
      .fn<() => Promise<string[]>>()
      .mockResolvedValueOnce(['127.0.0.1'])
      .mockResolvedValue(['127.0.0.2']);
    expect(await fetchWith(url(), { lookup, allow: loopback })).toEqual(png);
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(system).not.toHaveBeenCalled();
    expect([host.seen(), other.seen()]).toEqual([1, 0]);
    await other.close();
  });

  it('is checked again by the next fetch, which gets no old connection', async () => {
    const lookup = vi
      .fn<() => Promise<string[]>>()
      .mockResolvedValueOnce(['127.0.0.1'])
      .mockResolvedValueOnce(['10.0.0.1']);
    const guarded = createGuardedFetch({ ports: [host.port], lookup, allow: loopback });
    expect(await guarded.fetchMedia(url(), request)).toEqual(png);
    await expect(guarded.fetchMedia(url(), request)).rejects.toMatchObject(refusedHost);
    expect(host.requests).toHaveLength(1);
    await guarded.close();
  });

  it('gets its next address tried when one does not answer', async () => {
    const lookup = async () => ['127.0.0.3', '127.0.0.1'];
    expect(await fetchWith(url(), { lookup, allow: () => true })).toEqual(png);
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('queryA ENOTFOUND'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['knows none', async () => []],
    ['answers with what is no address', async () => ['media.internal']],
    ['answers with nothing', async () => ['']],
    ['answers with an interface', async () => ['fe80::1%eth0']],
  ])('is refused in the same words when the lookup %s', async (_, lookup) => {
    const allow = (address: string) => address !== 'fe80::1%eth0';
    expect(await fetchWith(url(), { lookup, allow })).toMatchObject(refusedHost);
  });

  it('is refused in the same words when the rule itself fails or gives a promise', async () => {
    const lookup = async () => ['127.0.0.1'];
    const fails = () => {
      throw new Error('rule');
    };
    const promises = (async () => true) as unknown as () => boolean;
    expect(await fetchWith(url(), { lookup, allow: fails })).toMatchObject(refusedHost);
    expect(await fetchWith(url(), { lookup, allow: promises })).toMatchObject(refusedHost);
  });
});

describe('hosts that may not be asked, are not there, or do not answer', () => {
  it('are refused in the same words, and the log is told why', async () => {
    const lookup = async (name: string) => {
      if (name === 'missing.example') throw new Error('queryA ENOTFOUND');
      return ['127.0.0.1'];
    };
    const free = await startMediaHost(() => undefined);
    await free.close();
    const silent = await startMediaHost(({ socket }) => socket.destroy());
    const ports = [host.port, free.port, silent.port];
    const urls = [
      [`http://inner.example:${host.port}/`, 'leads to 127.0.0.1, which is not public'],
      [`http://missing.example:${host.port}/`, 'queryA ENOTFOUND'],
      [`http://open.example:${free.port}/`, 'ECONNREFUSED'],
      [`http://open.example:${silent.port}/`, 'ECONNRESET'],
      [`https://open.example:${host.port}/`, 'SSL'],
    ] as const;
    const allow = (_: string, name: string) => name === 'open.example';
    for (const [url, cause] of urls) {
      const error = await fetchWith(url, { ports, lookup, allow });
      expect(error).toMatchObject({
        ...refusedHost,
        cause: { message: expect.stringContaining(cause) },
      });
    }
    await silent.close();
  });
});

describe('the spelling of an address', () => {
  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '127.0.1',
    '127.0.0.1.',
    '%31%32%37.0.0.1',
    '１２７.０.０.１',
    '127。0。0。1',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:4136:e378:8000:63bf:80ff:fffe]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
  ])('%s is seen through, without a question to the DNS', async (spelling) => {
    const lookup = vi.fn(async () => ['93.184.216.34']);
    const error = await fetchWith(`http://${spelling}:${host.port}/`, { lookup });
    expect(error).toMatchObject(refusedHost);
    expect(lookup).not.toHaveBeenCalled();
    expect(host.seen()).toBe(0);
  });

  it.each(['127.0.0.1', '2130706433', '0x7f.1'])('%s is opened as 127.0.0.1', async (spelling) => {
    const allow = vi.fn(loopback);
    expect(await fetchWith(`http://${spelling}:${host.port}/`, { allow })).toEqual(png);
    expect(allow.mock.calls).toEqual([['127.0.0.1', '127.0.0.1']]);
    expect(host.requests[0]?.headers.host).toBe(`127.0.0.1:${host.port}`);
  });

  it('of IPv6 can be opened too', async ({ skip }) => {
    const host6 = await startMediaHost(
      (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png'),
      { address: '::1' },
    ).catch(() => skip('no IPv6 here'));
    const options = { ports: [host6.port], allow: (address: string) => address === '::1' };
    expect(await fetchWith(`http://[0::1]:${host6.port}/`, options)).toEqual(png);
    expect(host6.requests[0]?.headers.host).toBe(`[::1]:${host6.port}`);
    await host6.close();
  });
});

describe('a URL', () => {
  const opened = { lookup: async () => ['127.0.0.1'], allow: () => true };

  it.each([
    ['', {}, 'must be an absolute http(s) URL.'],
    ['/a.png', {}, 'must be an absolute http(s) URL.'],
    ['http://', {}, 'must be an absolute http(s) URL.'],
    ['http://[fe80::1%25eth0]/', {}, 'must be an absolute http(s) URL.'],
    ['file:///etc/passwd', {}, 'must be an absolute http(s) URL.'],
    ['ftp://media.example/sk-secret', {}, 'must be an absolute http(s) URL.'],
    ['gopher://127.0.0.1:80/', {}, 'must be an absolute http(s) URL.'],
    ['data:image/png;base64,AAAA', {}, 'must be an absolute http(s) URL.'],
    ['blob:http://media.example/x', {}, 'must be an absolute http(s) URL.'],
    ['http://media.example/', { httpsOnly: true }, 'must be an absolute https URL.'],
    ['https://sk-secret@media.example/', {}, 'must hold no user or password.'],
    ['https://:sk-secret@media.example/', {}, 'must hold no user or password.'],
    ['http://media.example@127.0.0.1/', {}, 'must hold no user or password.'],
    [
      'http://media.example:8080/',
      { ports: undefined },
      'must use a port that is allowed: 80, 443.',
    ],
    ['http://media.example:22/', { ports: [80, 443] }, 'must use a port that is allowed: 80, 443.'],
    ['https://media.example/', { ports: [8443] }, 'must use a port that is allowed: 8443.'],
    ['http://media.example:0/', { ports: [80] }, 'must use a port that is allowed: 80.'],
  ])('%s (%o) %s', async (url, options, words) => {
    const lookup = vi.fn(opened.lookup);
    const error = await fetchWith(url, { ...opened, lookup, ...options });
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({
      code: 'invalid_value',
      param: 'input[0].image_url',
      message: `"input[0].image_url" ${words}`,
    });
    expect(inspect(error)).not.toContain('sk-secret');
    expect(lookup).not.toHaveBeenCalled();
  });

  it('is asked for with its query, without its fragment, and with nothing of the client', async () => {
    await fetchWith(`http://MEDIA.example:${host.port}/a%20b.png?x=1#top`, opened);
    const [sent] = host.requests;
    expect([sent?.method, sent?.url]).toEqual(['GET', '/a%20b.png?x=1']);
    expect(sent?.headers).toEqual({
      host: `media.example:${host.port}`,
      accept: 'image/png',
      'accept-encoding': 'identity',
      'user-agent': 'gw',
      connection: 'close',
    });
  });

  it('stands in no error, whose cause is made of words alone', async () => {
    const error = await fetchWith(`http://media.example:${host.port}/?sig=sk-secret`);
    expect(inspect(error, { depth: 9 })).not.toContain('sk-secret');
  });
});
