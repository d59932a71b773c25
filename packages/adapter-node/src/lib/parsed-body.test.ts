import type { IncomingMessage, RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { gatewayOf, listen, ok } from './__fixtures__/listen.ts';
import { createNodeHandler } from './node-handler.ts';

const logged: unknown[] = [];
const log = { warn() {}, error: (_: string, fields: unknown) => void logged.push(fields) };
const echo = createNodeHandler(
  gatewayOf(async (request) => ok(await request.readBody(20))),
  { log },
);

/** Reads the body as a parser in front of the gateway does, and keeps it in some form. */
const parsedAs =
  (keep: (body: Buffer) => object): RequestListener =>
  async (request, response) => {
    Object.assign(request, keep(await buffer(request)));
    echo(request, response);
  };

const send = async (listener: RequestListener, body: string) => {
  await using server = await listen(listener);
  const response = await fetch(server.url, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
};

it.each<[string, (body: Buffer) => object]>([
  ['a rawBody, which loses nothing, before anything else', (rawBody) => ({ rawBody, body: {} })],
  ['bytes', (body) => ({ body })],
  ['text', (body) => ({ body: String(body) })],
])('takes a body that was read already: %s', async (_, keep) => {
  expect(await send(parsedAs(keep), '{ "a": 1.0 }')).toEqual({ status: 200, text: '{ "a": 1.0 }' });
});

it('writes a parsed object as JSON again', async () => {
  const parsed = parsedAs((body) => ({ body: JSON.parse(String(body)) }));
  expect(await send(parsed, '{ "a": 1.0 }')).toEqual({ status: 200, text: '{"a":1}' });
});

it('holds a parsed body to the limit, too', async () => {
  const { status } = await send(
    parsedAs((body) => ({ body })),
    'x'.repeat(21),
  );
  expect(status).toBe(413);
});

it('gives a parsed body as a stream', async () => {
  const handler = createNodeHandler(
    gatewayOf(async (request) => ok(Buffer.concat(await Array.fromAsync(request.bodyStream())))),
  );
  const listener: RequestListener = async (request, response) => {
    (request as IncomingMessage & { body: unknown }).body = await buffer(request);
    handler(request, response);
  };
  expect((await send(listener, 'hello')).text).toBe('hello');
});

it('does not believe the empty body of a parser that has read nothing', async () => {
  const listener: RequestListener = (request, response) => {
    echo(Object.assign(request, { body: {} }), response);
  };
  expect((await send(listener, 'hello')).text).toBe('hello');
});

it('says what is wrong when the body was read and not kept', async () => {
  const { status, text } = await send(
    parsedAs(() => ({})),
    'hello',
  );
  expect(status).toBe(500);
  expect(text).not.toContain('rawBody');
  expect(logged).toMatchObject([
    { error: { cause: { message: expect.stringContaining('Mount the gateway first') } } },
  ]);
});
