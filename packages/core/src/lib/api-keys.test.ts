import { describe, expect, test } from 'vitest';
import { completion, jsonReply } from '../__fixtures__/chat-wire.ts';
import { textOfReply } from '../__fixtures__/read-stream.ts';
import { recordEvents } from '../__fixtures__/records.ts';
import { gatewayRequest, handleChat } from '../__fixtures__/requests.ts';
import { scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { apiKeys } from './api-keys.ts';
import type { CallContext } from './context.ts';
import { createGateway } from './gateway.ts';
import type { Headers } from './provider.ts';

const keys = { 'sk-a': 'tenant1', 'sk-b': { tenant: 'tenant2', role: 'admin' } };

/** Who a request with these headers is, for a hook with the keys above. */
function identify(headers: Headers, known: Parameters<typeof apiKeys>[0] = keys) {
  return apiKeys(known).authenticate?.(
    gatewayRequest('GET', '/v1/models', { headers }),
    {} as CallContext,
  );
}

describe('a key', () => {
  test.each<[string, Headers]>([
    ['as a bearer token', { authorization: 'Bearer sk-a' }],
    ['with the scheme in any case', { authorization: 'bEaReR sk-a' }],
    ['with more spaces', { authorization: 'Bearer   sk-a  ' }],
    ['as x-api-key', { 'x-api-key': 'sk-a' }],
    ['as api-key', { 'api-key': 'sk-a' }],
    [
      'as x-api-key beside a scheme that is not ours',
      { authorization: 'Basic abc', 'x-api-key': 'sk-a' },
    ],
    ['in a header that came as a list', { authorization: ['Bearer sk-a'] }],
  ])('is known %s', (_, headers) => {
    expect(identify(headers)).toEqual({ tenant: 'tenant1' });
  });

  test('brings all that is known of its owner, and not itself', () => {
    const identity = identify({ 'x-api-key': 'sk-b' });
    expect(identity).toEqual({ tenant: 'tenant2', role: 'admin' });
    expect(Object.isFrozen(identity)).toBe(true);
  });

  test.each<[string, Headers]>([
    ['none', {}],
    ['an unknown one', { authorization: 'Bearer sk-c' }],
    ['the beginning of one', { authorization: 'Bearer sk-' }],
    ['one with more behind it', { authorization: 'Bearer sk-aa' }],
    ['one repeated', { authorization: 'Bearer sk-ask-a' }],
    ['an empty one', { 'x-api-key': '', 'api-key': '' }],
    ['one without its scheme', { authorization: 'sk-a' }],
    ['two in one header', { authorization: 'Bearer sk-a sk-b' }],
    ['another scheme', { authorization: 'Basic sk-a' }],
    ['another case', { authorization: 'Bearer SK-A' }],
    ['the name of something every object has', { 'x-api-key': 'constructor' }],
    ['one in another vendor’s header', { 'x-goog-api-key': 'sk-a' }],
  ])('is not known: %s', (_, headers) => {
    expect(identify(headers)).toBeUndefined();
  });

  test('that is wrong as a bearer token is not made good by another header', () => {
    expect(identify({ authorization: 'Bearer wrong', 'x-api-key': 'sk-a' })).toBeUndefined();
  });

  test('may hold any characters', () => {
    expect(identify({ authorization: 'Bearer schlüssel-🔑' }, { 'schlüssel-🔑': 't' })).toEqual({
      tenant: 't',
    });
  });

  test.each([[{ '': 'tenant' }], [{ 'sk-a': '' }], [{ 'sk-a': { tenant: '' } }]])(
    'cannot be set up empty: %o',
    (wrong) => {
      expect(() => apiKeys(wrong)).toThrow(/every key needs a tenant/);
    },
  );
});

describe('comparing', () => {
  /**
   * The shortest of many runs with each of two keys, in turns: what else the machine does, and what
   * it learns on the way, befalls both.
   */
  function shortestMs(
    known: readonly string[],
    given: readonly [string, string],
  ): [number, number] {
    const { authenticate } = apiKeys(Object.fromEntries(known.map((key) => [key, 't'])));
    const requests = given.map((key) =>
      gatewayRequest('GET', '/', { headers: { 'x-api-key': key } }),
    );
    const shortest: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let run = 0; run < 60; run++) {
      for (const [which, request] of requests.entries()) {
        const startedAt = performance.now();
        void authenticate?.(request, {} as CallContext);
        shortest[which] = Math.min(shortest[which] as number, performance.now() - startedAt);
      }
    }
    return shortest;
  }

  test('takes as long for the first of many keys as for the last: it does not stop at a match', () => {
    const known = Array.from({ length: 4000 }, (_, number) => `sk-${number}-${'x'.repeat(60)}`);
    const [first, last] = shortestMs(known, [known[0] as string, known.at(-1) as string]);
    expect(first).toBeGreaterThan(last / 4);
  });

  test('takes as long for keys that differ at their first letter as for ones that do at their last', () => {
    const beginning = 'k'.repeat(20_000);
    const known = Array.from({ length: 40 }, (_, number) => `${beginning}${number + 10}`);
    const [early, late] = shortestMs(known, [`x${beginning.slice(1)}xx`, `${beginning}xx`]);
    expect(early).toBeGreaterThan(late / 4);
  });
});

describe('a gateway with keys', () => {
  const provider = scriptedProvider('p', () => jsonReply(completion('hi')));

  test('lets its tenants in and says who called', async () => {
    const events = recordEvents();
    const gateway = createGateway({ providers: [provider], use: [apiKeys(keys), events] });
    const request = {
      ...handleChat(),
      headers: { 'content-type': 'application/json', 'api-key': 'sk-b' },
    };
    expect((await gateway.handle(request)).status).toBe(200);
    expect(events.contexts.map(({ identity }) => identity.tenant)).toEqual(['tenant2', 'tenant2']);
  });

  test('asks the others for a key in words that quote none', async () => {
    const gateway = createGateway({ providers: [provider], use: [apiKeys(keys)] });
    const request = { ...handleChat(), headers: { authorization: 'Bearer sk-wrong-secret' } };
    const reply = await gateway.handle(request);
    expect(reply.status).toBe(401);
    expect(JSON.parse(await textOfReply(reply))).toEqual({
      error: {
        message: expect.stringContaining('Authorization: Bearer'),
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    });
    expect(JSON.stringify(reply)).not.toContain('sk-wrong-secret');
  });

  test('with two kinds of proof takes the first that knows the caller', async () => {
    const events = recordEvents();
    const tokens = apiKeys({ 'sk-a': 'by the second', 'sk-z': 'only the second' });
    const gateway = createGateway({ providers: [provider], use: [apiKeys(keys), tokens, events] });
    for (const key of ['sk-a', 'sk-z']) {
      await gateway.handle(gatewayRequest('GET', '/v1/models', { headers: { 'x-api-key': key } }));
    }
    expect(events.contexts.map(({ identity }) => identity.tenant)).toEqual([
      'tenant1',
      'only the second',
    ]);
  });
});
