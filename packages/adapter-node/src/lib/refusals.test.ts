import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gatewayOf, ok } from './__fixtures__/listen.ts';
import { exchange } from './__fixtures__/raw.ts';
import { serve } from './serve.ts';

const head = 'POST / HTTP/1.1\r\nhost: a\r\n';

/** What a server says to that text: status, headers and the error of its JSON. */
async function refusalOf(text: string) {
  const { port, close } = await serve(gatewayOf(async (request) => ok(await request.readBody(9))));
  const { received } = await exchange(port, text);
  await close();
  const [lines = '', body = ''] = received.split('\r\n\r\n');
  const length = Buffer.byteLength(body);
  expect(lines).toMatch(new RegExp(`^content-length: ${length}$`, 'm'));
  expect(lines).toMatch(/^x-request-id: req_[0-9a-f]{32}\r$/m);
  expect(lines).toMatch(/^content-type: application\/json\r$/m);
  expect(lines).toMatch(/^connection: close\r?$/m);
  return { line: lines.split('\r\n')[0], error: JSON.parse(body).error };
}

describe('what never becomes a request gets a JSON error', () => {
  it.each([
    ['is not HTTP', 'nonsense\r\n\r\n', '400 Bad Request'],
    [
      'has two lengths',
      `${head}content-length: 1\r\ncontent-length: 2\r\n\r\na`,
      '400 Bad Request',
    ],
    [
      'has too much of a head',
      `${head}x: ${'a'.repeat(20_000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
    ],
    ['expects the impossible', `${head}expect: tea\r\n\r\n`, '417 Expectation Failed'],
  ])('when it %s', async (_, text, status) => {
    const { line, error } = await refusalOf(text);
    expect(line).toBe(`HTTP/1.1 ${status}`);
    expect(error).toEqual({
      message: expect.any(String),
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_request',
    });
  });

  it('when it takes too long', async () => {
    const { server, port, close } = await serve(gatewayOf(() => ok()));
    const answer = exchange(port, head);
    const [socket] = await once(server, 'connection');
    // Node looks for those only every 30 s.
    server.emit(
      'clientError',
      Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
      socket,
    );
    const { received } = await answer;
    expect(received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(received).toContain('"code":"request_timeout"');
    await close();
  });
});

describe('what breaks on a connection', () => {
  it('is not told in the middle of a reply', async () => {
    const gate = Promise.withResolvers<void>();
    const body = async function* () {
      yield Buffer.from('begun');
      await gate.promise;
    };
    const { port, close } = await serve(gatewayOf(() => ok(body())));
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    let received = '';
    for await (const piece of socket) {
      if (received === '') socket.write('nonsense\r\n\r\n');
      received += piece;
    }
    expect(received).toMatch(/begun\r\n$/);
    gate.resolve();
    await close();
  });

  it('does not end the server when the client has left', async () => {
    const { url, port, close } = await serve(gatewayOf(() => ok('here')));
    for (const text of ['nonsense\r\n\r\n', `${head}content-length: 9\r\n\r\nhalf`]) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(text, () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    await sleep(50);
    expect(await (await fetch(url)).text()).toBe('here');
    await close();
  });
});
