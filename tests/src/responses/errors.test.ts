/** G18: every refusal is an error object with all four keys, a fitting status, and a request id. */
import { apiKeys } from '@gw/core';
import { status } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import type { RawOptions, RawReply } from '../support/raw-client.ts';
import { plainSetups } from './support/setups.ts';

const paths = ['/responses', '/responses/compact', '/responses/input_tokens'] as const;
const good = { model: 'test-model', input: 'x' };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Types by status, as OpenAI's clients know them. */
const typeOf: Readonly<Record<number, string>> = { 500: 'server_error', 429: 'rate_limit_error' };

function expectRefusal(reply: RawReply, code: number, members: object): void {
  expect([reply.status, reply.json()]).toEqual([
    code,
    {
      error: {
        message: expect.stringMatching(/\S/),
        type: typeOf[code] ?? 'invalid_request_error',
        param: null,
        ...members,
      },
    },
  ]);
  const { error } = reply.json() as { error: object };
  expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
  expect(reply.header('content-type')).toMatch(/^application\/json/);
  expect(reply.header('x-request-id')).toMatch(/\S/);
}

describe.each(plainSetups.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  describe.each(paths)('%s', (path) => {
    it.each([
      ['no key', {}],
      ['a bad key', bearer('sk-nobody')],
      ['a bad scheme', { authorization: 'Basic sk-a' }],
    ])('%s is 401', async (_name, headers) => {
      await using house = await setup.open({ use: [apiKeys({ 'sk-a': 'a' })] });
      const reply = await house.send(path, { body: good, headers });
      expectRefusal(reply, 401, { code: 'invalid_api_key' });
      expect(reply.text).not.toContain('sk-');
      expect(house.upstream.requests).toEqual([]);
    });

    it('another method is 405, and says which there are', async () => {
      await using house = await setup.open();
      const reply = await house.send(path, { method: 'PUT', body: good });
      expectRefusal(reply, 405, { code: 'method_not_allowed' });
      expect(reply.header('allow')).toContain('POST');
    });

    it('a body over the limit is 413', async () => {
      await using house = await setup.open({ maxBodyBytes: 100 });
      const reply = await house.send(path, { body: { ...good, input: 'x'.repeat(200) } });
      expectRefusal(reply, 413, { code: 'body_too_large' });
    });

    it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'])(
      '%s is 415',
      async (type) => {
        await using house = await setup.open();
        const headers = { 'content-type': type };
        const reply = await house.send(path, { body: 'model=test-model', headers });
        expectRefusal(reply, 415, { code: 'unsupported_media_type' });
      },
    );

    it.each<[string, RawOptions['body'], string, string | null]>([
      ['no JSON', '{"model":', 'invalid_json', null],
      ['no object', '[]', 'invalid_request', null],
      ['no model', { input: 'x' }, 'missing_required_parameter', 'model'],
      ['a model that is no name', { ...good, model: 7 }, 'invalid_type', 'model'],
      ['an input that is none', { ...good, input: 7 }, 'invalid_type', 'input'],
    ])('%s is 400', async (_name, body, code, param) => {
      await using house = await setup.open();
      expectRefusal(await house.send(path, { body }), 400, { code, param });
      expect(house.upstream.requests).toEqual([]);
    });
  });

  it('an unknown route is 404', async () => {
    await using house = await setup.open();
    for (const path of [
      '/responses/resp_1',
      '/responses/resp_1/cancel',
      '/response',
      '/responses/',
    ]) {
      const reply = await house.send(path, { body: good });
      expect([path, reply.status]).toEqual([path, 404]);
      expectRefusal(reply, 404, { code: 'not_found' });
    }
  });

  it.each<[string, object, string, string]>([
    ['too few tokens', { max_output_tokens: 15 }, 'invalid_value', 'max_output_tokens'],
    ['a temperature out of range', { temperature: 3 }, 'invalid_value', 'temperature'],
    ['background', { background: true }, 'unsupported_parameter', 'background'],
    ['a conversation', { conversation: 'conv_1' }, 'unsupported_parameter', 'conversation'],
    ['a prompt', { prompt: { id: 'pmpt_1' } }, 'unsupported_parameter', 'prompt'],
    [
      'both a conversation and a previous response',
      { conversation: 'conv_1', previous_response_id: 'resp_1' },
      'unsupported_parameter',
      'conversation',
    ],
  ])('%s is 400, also for a stream, naming the field', async (_name, members, code, param) => {
    await using house = await setup.open();
    for (const stream of [false, true]) {
      const reply = await house.send('/responses', { body: { ...good, ...members, stream } });
      expectRefusal(reply, 400, { code, param });
    }
  });

  it.each([
    [400, 400],
    [404, 404],
    [422, 422],
    [429, 429],
    [500, 500],
    [401, 502],
    [403, 502],
  ])('the upstream’s %i before the first byte is %i, streamed or not', async (told, shown) => {
    await using house = await setup.open({ retry: { maxAttempts: 1 } });
    for (const stream of [false, true]) {
      house.upstream.script(status(told, { message: 'Told so.', type: 'told_type', param: 'p' }));
      const reply = await house.send('/responses', { body: { ...good, stream } });
      expect(reply.status).toBe(shown);
      const { error } = reply.json() as { error: Record<string, unknown> };
      expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
      if (shown === told) expect(error).toMatchObject({ message: 'Told so.', type: 'told_type' });
      else expect(error.type).toBe('upstream_authentication_error');
      expect(reply.header('x-request-id')).toMatch(/\S/);
    }
  });

  it('good answers have a request id too: the client’s own, if it is a plain one', async () => {
    await using house = await setup.open();
    for (const stream of [false, true]) {
      const headers = { 'x-request-id': 'mine-1' };
      const reply = await house.send('/responses', { body: { ...good, stream }, headers });
      expect(reply.header('x-request-id')).toBe('mine-1');
    }
  });
});
