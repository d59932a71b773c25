import { describe, expect, test } from 'vitest';
import { textOfReply } from '../__fixtures__/read-stream.ts';
import { gatewayRequest } from '../__fixtures__/requests.ts';
import { createGateway } from './gateway.ts';
import { localOnly } from './local-only.ts';
import type { Headers } from './provider.ts';

const gateway = createGateway({ use: [localOnly()] });
const askWith = (headers: Headers) =>
  gateway.handle(gatewayRequest('GET', '/v1/models', { headers }));

describe('the name in Host', () => {
  test.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST:1',
    '127.0.0.1',
    '127.0.0.1:65535',
    '[::1]',
    '[::1]:8080',
    '[0:0:0:0:0:0:0:1]:8080',
  ])('is local: %s', async (host) => {
    expect((await askWith({ host })).status).toBe(200);
  });

  test.each([
    undefined,
    '',
    ' ',
    'example.com',
    'evil.example:8080',
    'localhost.evil.example',
    'evil.localhost',
    'localhost.',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '10.0.0.1',
    '0.0.0.0',
    '[::]',
    '[::ffff:127.0.0.1]',
    '::1',
    '192.168.1.4:8080',
    'localhost:99999',
    'localhost:port',
    'evil.example/localhost',
    'evil.example#@localhost',
    'evil.example\\@localhost',
    'lоcalhost',
  ])('is not: %s', async (host) => {
    const reply = await askWith({ host });
    expect(reply.status).toBe(421);
    expect(JSON.parse(await textOfReply(reply)).error).toMatchObject({
      code: 'misdirected_request',
      param: null,
    });
  });
});

describe('the Origin of a page', () => {
  test.each([
    'http://localhost',
    'http://localhost:3000',
    'https://LOCALHOST',
    'http://127.0.0.1:5173',
    'http://[::1]:5173',
  ])('is local: %s', async (origin) => {
    expect((await askWith({ host: 'localhost', origin })).status).toBe(200);
  });

  test.each([
    'null',
    '',
    'https://evil.example',
    'http://evil.example:8080',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.',
    'localhost',
    'file://',
    'data:text/html,x',
    'http://10.0.0.1',
    'http://evil.example\\@localhost',
  ])('is foreign: %s', async (origin) => {
    const reply = await askWith({ host: 'localhost:8080', origin });
    expect(reply.status).toBe(403);
    expect(JSON.parse(await textOfReply(reply)).error.code).toBe('origin_not_allowed');
  });

  test('is foreign where the first of two is', async () => {
    const origin = ['https://evil.example', 'http://localhost'];
    expect((await askWith({ host: 'localhost', origin })).status).toBe(403);
  });
});

test('health is told to everybody: it says nothing and costs nothing', async () => {
  const headers = { host: 'evil.example', origin: 'https://evil.example' };
  expect((await gateway.handle(gatewayRequest('GET', '/health', { headers }))).status).toBe(200);
});

test('no reply allows other origins to read it', async () => {
  for (const headers of [{ host: 'localhost', origin: 'http://localhost:3000' }, { host: 'x' }]) {
    const names = (await askWith(headers)).headers.map(([name]) => name);
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});
