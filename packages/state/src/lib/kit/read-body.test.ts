import { GatewayError, type GatewayRequest } from '@gw/core';
import { describe, expect, it } from 'vitest';
import { readJsonBody, readJsonText } from './read-body.ts';

function request(body: string | Uint8Array, headers: Record<string, string> = {}): GatewayRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return {
    method: 'POST',
    path: '/v1/conversations',
    query: '',
    headers: { 'content-type': 'application/json', ...headers },
    async readBody(limitBytes) {
      if (bytes.length > limitBytes) throw new GatewayError('body_too_large', 'too large');
      return bytes;
    },
    async *bodyStream() {
      yield bytes;
    },
    signal: new AbortController().signal,
  };
}

describe('reading a JSON body', () => {
  it('gives its value', async () => {
    expect(await readJsonBody(request('{"a":[1]}'), 100)).toEqual({ a: [1] });
  });

  it('gives its members as they are written', async () => {
    const { members } = await readJsonText(request(' { "a" : 12345678901234567890 } '), 100);
    expect(members).toEqual([{ name: 'a', text: '12345678901234567890' }]);
  });

  it.each(['', 'application/json', 'text/plain'])(
    'takes none at all for an empty object, with content-type %j',
    async (type) => {
      expect(await readJsonBody(request('', { 'content-type': type }), 100)).toEqual({});
    },
  );

  it.each([
    'application/json; charset=utf-8',
    'application/vnd.api+json',
    'Application/JSON;charset="UTF-8"',
  ])('takes %j', async (type) => {
    expect(await readJsonBody(request('{}', { 'content-type': type }), 100)).toEqual({});
  });

  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': '' }],
    [{ 'content-type': 'application/json; charset=latin1' }],
    [{ 'content-encoding': 'gzip' }],
  ])('refuses %j', async (headers) => {
    await expect(readJsonBody(request('{}', headers), 100)).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
  });

  it.each([
    ['{"a":', 'invalid_json', null],
    ['[]', 'invalid_request', null],
    ['"text"', 'invalid_request', null],
    ['null', 'invalid_request', null],
    [new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'invalid_json', null],
    [`{"a":${'['.repeat(300)}${']'.repeat(300)}}`, 'invalid_request', null],
    ['{"items":[],"items":[]}', 'ambiguous_parameter', 'items'],
    ['{"items":[],"\\u0049tems":[]}', 'ambiguous_parameter', 'Items'],
    [`{"a":"${'x'.repeat(1000)}"}`, 'body_too_large', null],
  ])('refuses a body: case %#', async (body, code, param) => {
    await expect(readJsonBody(request(body), 999)).rejects.toMatchObject({ code, param });
  });
});
