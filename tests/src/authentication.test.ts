import { apiKeys } from '@gw/core';
import { describe, expect, it } from 'vitest';
import { chatJson, endpoints } from './support/endpoints.ts';
import { openHouse } from './support/house.ts';
import { refusalFor } from './support/refusals.ts';

const guarded = new Map(endpoints.map((endpoint) => [`/v1${endpoint.path}`, endpoint]));

describe('authentication', () => {
  const use = [apiKeys({ 'sk-a': 'acme' })];

  it.each([
    ['GET', '/v1/models'],
    ['GET', '/v1/models/main/test-model'],
    ...Array.from(guarded.keys(), (path) => ['POST', path]),
  ])('guards %s %s, before the body is read', async (method, path) => {
    await using house = await openHouse({ use });
    const body = method === 'POST' ? { body: 'not json' } : {};
    const reply = await house.send(path.slice('/v1'.length), { method, ...body });
    expect(reply.status).toBe(401);
    const error = {
      message: expect.stringContaining('API key'),
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    };
    expect(reply.json()).toEqual(refusalFor(guarded.get(path) ?? chatJson, 401, error));
    expect(reply.header('x-request-id')).toMatch(/^req_/);
  });

  it('leaves health open', async () => {
    await using house = await openHouse({ use });
    const reply = await fetch(`${house.origin}/health`);
    expect([reply.status, await reply.json()]).toEqual([200, { status: 'ok' }]);
  });

  it.each(['authorization', 'x-api-key', 'api-key'])('takes the key from %s', async (name) => {
    await using house = await openHouse({ use });
    const value = name === 'authorization' ? 'Bearer sk-a' : 'sk-a';
    const reply = await house.send('/models', { method: 'GET', headers: { [name]: value } });
    expect(reply.status).toBe(200);
  });
});
