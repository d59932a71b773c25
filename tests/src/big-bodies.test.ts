import { createHash } from 'node:crypto';
import { type ClientRequest, request as openRequest } from 'node:http';
import { apiKeys } from '@gw/core';
import { describe, expect, it } from 'vitest';
import { imagesJson } from './support/endpoints.ts';
import { forEachEndpoint } from './support/for-each-endpoint.ts';
import { type House, openHouse } from './support/house.ts';
import { type RawReply, readReply } from './support/raw-client.ts';
import { refusalFor } from './support/refusals.ts';
import { within } from './support/until.ts';

const mebibyte = 1024 * 1024;

interface Upload {
  readonly reply: Promise<RawReply>;
  /** Bytes that the client has got rid of so far. */
  sent(): number;
}

/** Uploads without end, as fast as it is taken, until there is a reply. */
function upload(house: House, path: string, headers: Record<string, string | number>): Upload {
  const outgoing = openRequest(house.url + path, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const { reply } = readReply(outgoing);
  let sent = 0;
  const piece = Buffer.alloc(64 * 1024, ' ');
  const total = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY);
  const more = () => {
    while (!isOver(outgoing) && sent < total) {
      sent += piece.length;
      if (!outgoing.write(piece)) return void outgoing.once('drain', more);
    }
  };
  more();
  return { reply, sent: () => sent };
}

const isOver = (outgoing: ClientRequest) => outgoing.destroyed || outgoing.writableEnded;

forEachEndpoint('a body over the limit, %s', (_, endpoint, openHouse) => {
  it('announced: 413 before it is read, and the client gets the reply', async () => {
    await using house = await openHouse();
    const length = 1_024 * mebibyte;
    const { reply, sent } = upload(house, endpoint.path, { 'content-length': length });
    const { status, text } = await within('a reply', reply, 10_000);
    expect(status).toBe(413);
    const error = {
      message: expect.stringContaining(String(64 * mebibyte)),
      type: 'invalid_request_error',
      param: null,
      code: 'body_too_large',
    };
    expect(JSON.parse(text)).toEqual(refusalFor(endpoint, 413, error));
    expect(sent()).toBeLessThan(64 * mebibyte);
    expect(house.upstream.requests).toHaveLength(0);
  });

  it('not announced: 413 when the limit is passed', async () => {
    await using house = await openHouse({ maxBodyBytes: mebibyte });
    const { reply, sent } = upload(house, endpoint.path, {});
    const { status, header } = await within('a reply', reply, 10_000);
    expect(status).toBe(413);
    expect(header('connection')).toBe('close');
    expect(sent()).toBeLessThan(64 * mebibyte);
    expect(house.upstream.requests).toHaveLength(0);
  });

  it('of a stranger: 401 without reading it', async () => {
    await using house = await openHouse({ use: [apiKeys({ 'sk-a': 'acme' })] });
    const { reply, sent } = upload(house, endpoint.path, { 'content-length': 60 * mebibyte });
    expect((await within('a reply', reply, 10_000)).status).toBe(401);
    expect(sent()).toBeLessThan(40 * mebibyte);
  });

  it('of a client that asks first: it is told before it sends anything', async () => {
    await using house = await openHouse({ maxBodyBytes: 10 });
    const outgoing = openRequest(house.url + endpoint.path, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': 1_000,
        expect: '100-continue',
      },
    });
    let isWaved = false;
    outgoing.on('continue', () => {
      isWaved = true;
    });
    const { reply } = readReply(outgoing);
    outgoing.flushHeaders();
    expect((await within('a reply', reply)).status).toBe(413);
    expect(isWaved).toBe(false);
    outgoing.destroy();
  });
});

describe('a large body within the limit', () => {
  it('a 20 MB picture reaches the upstream byte for byte', async () => {
    await using house = await openHouse();
    const url = `data:image/png;base64,${'iVBORw0K'.repeat((20 * mebibyte) / 8)}`;
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url } },
    ];
    const body = JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content }] });
    const reply = await house.send('/chat/completions', { body });
    expect(reply.status).toBe(200);
    const received = house.upstream.requests[0]?.body ?? new Uint8Array();
    expect(received.length).toBe(body.length);
    expect(digest(received)).toBe(digest(body));
  });

  it('a reply of 20 MB reaches the client byte for byte', async () => {
    await using house = await openHouse();
    const b64_json = 'iVBORw0K'.repeat((20 * mebibyte) / 8);
    const body = JSON.stringify({ created: 1, data: [{ b64_json }] });
    house.upstream.script(() => [
      { kind: 'head', status: 200, headers: [['content-type', 'application/json']] },
      { kind: 'write', bytes: Buffer.from(body) },
    ]);
    const { path, request } = imagesJson;
    const reply = await house.send(path, { body: request });
    expect(reply.status).toBe(200);
    expect(digest(reply.body)).toBe(digest(body));
  });
});

function digest(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
