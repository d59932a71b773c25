import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { gatewayOf, listen, ok } from './__fixtures__/listen.ts';
import { createNodeHandler } from './node-handler.ts';

/** Answers at once, whatever is being sent. */
const hasty = createNodeHandler(gatewayOf(() => ({ ...ok('no'), status: 401 })));

it('keeps a connection whose small body nobody wanted', async () => {
  await using server = await listen(hasty);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => {
    const sent = httpRequest(server.url, { method: 'POST', agent }).end('{"a":1}');
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
    return { reused: sent.reusedSocket, connection: response.headers.connection };
  };
  expect(await ask()).toEqual({ reused: false, connection: 'keep-alive' });
  expect(await ask()).toEqual({ reused: true, connection: 'keep-alive' });
  agent.destroy();
});

it('lets a client that cannot read while it sends finish a moderate upload, then closes', async () => {
  await using server = await listen(hasty);
  const socket = connect(server.port, '127.0.0.1');
  const size = 4 * 1024 * 1024;
  socket.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${size}\r\n\r\n`);
  // Reads nothing until everything is sent, as blocking clients do.
  await new Promise((resolve) => socket.write(Buffer.alloc(size), resolve));
  const pieces = await Array.fromAsync(socket);
  const reply = Buffer.concat(pieces).toString();
  expect(reply).toMatch(/^HTTP\/1.1 401 /);
  expect(reply).toMatch(/connection: close/i);
  expect(reply.endsWith('no')).toBe(true);
});

it('ends the connection of a client that sends nothing more', async () => {
  await using server = await listen(hasty);
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10000000\r\n\r\n');
  const startedAt = performance.now();
  const reply = Buffer.concat(await Array.fromAsync(socket)).toString();
  expect(reply).toMatch(/^HTTP\/1.1 401 /);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it('streams a reply over an unread upload and ends both', async () => {
  const body = async function* () {
    yield Buffer.from('one,');
    yield Buffer.from('two');
  };
  await using server = await listen(createNodeHandler(gatewayOf(() => ok(body()))));
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
  const reply = Buffer.concat(await Array.fromAsync(socket)).toString();
  expect(reply).toMatch(/connection: close/i);
  expect(reply.endsWith('0\r\n\r\n')).toBe(true);
});

it('can still reply when the gateway stops reading in the middle of a stream', async () => {
  const handler = createNodeHandler(
    gatewayOf(async (request) => {
      for await (const piece of request.bodyStream()) return ok(`${piece.length > 0}`);
      return ok('nothing');
    }),
  );
  await using server = await listen(handler);
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10000000\r\n\r\nfirst');
  const reply = Buffer.concat(await Array.fromAsync(socket)).toString();
  expect(reply).toMatch(/connection: close/i);
  expect(reply.endsWith('true')).toBe(true);
});

it('does not take the end of a refused upload for a client that left', async () => {
  let signal: AbortSignal | undefined;
  const handler = createNodeHandler(
    gatewayOf((request) => {
      signal = request.signal;
      return { ...ok('no'), status: 413 };
    }),
  );
  await using server = await listen(handler);
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10000000\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
  await sleep(100);
  expect(signal?.aborted).toBe(false);
});

it('keeps a connection whose small body was read in part', async () => {
  const handler = createNodeHandler(
    gatewayOf(async (request) => {
      for await (const piece of request.bodyStream()) return ok(String(piece));
      return ok('nothing');
    }),
  );
  await using server = await listen(handler);
  const socket = connect(server.port, '127.0.0.1');
  let received = '';
  socket.on('data', (piece) => {
    received += piece;
  });
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 40000\r\n\r\nfirst');
  await sleep(100);
  socket.write('x'.repeat(39_995));
  await sleep(100);
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\n\r\nsecond');
  await sleep(200);
  socket.destroy();
  expect(received).toMatch(/first[\s\S]*second$/);
});
