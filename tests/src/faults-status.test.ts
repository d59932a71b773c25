import { normal, redirect, respond, status, wrongContentType } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { ask, forEachEndpoint } from './support/for-each-endpoint.ts';
import { contentOf } from './support/read-content.ts';
import { refusalFor } from './support/refusals.ts';

interface StatusCase {
  readonly upstream: number;
  /** What the client gets when it comes every time. */
  readonly client: number;
  /** What it costs with one target. */
  readonly calls: number;
  /** Whether a second target is asked. */
  readonly moves: boolean;
}

const final = (code: number): StatusCase => ({
  upstream: code,
  client: code,
  calls: 1,
  moves: false,
});
const transient = (code: number): StatusCase => ({ ...final(code), calls: 2, moves: true });
const refusedKey = (code: number): StatusCase => ({
  ...final(code),
  client: 502,
  moves: true,
});

const table: readonly StatusCase[] = [
  ...[400, 402, 404, 413, 415, 422].map(final),
  ...[401, 403].map(refusedKey),
  ...[408, 409, 425, 429, 500, 502, 503, 504, 529].map(transient),
];

forEachEndpoint('upstream statuses on %s', (_, endpoint, openHouse) => {
  it.each(table)('$upstream every time: $client after $calls calls', async (row) => {
    await using house = await openHouse();
    const words = { message: 'Theirs.', type: 'their_type', param: 'their_param', code: 'theirs' };
    house.upstream.script(status(row.upstream, words), status(row.upstream, words));
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(row.client);
    expect(house.upstream.requests).toHaveLength(row.calls);
    expect(reply.header('content-type')).toBe('application/json');
    const theirs = row.client === row.upstream;
    const ours = {
      message: expect.stringContaining(`HTTP ${row.upstream}`),
      type: 'upstream_authentication_error',
      param: null,
      code: 'upstream_authentication_error',
    };
    expect(reply.json()).toEqual(refusalFor(endpoint, row.client, theirs ? words : ours));
  });

  it.each(table)('$upstream once, with another target: moves $moves', async (row) => {
    await using house = await openHouse({
      providerIds: ['main', 'spare'],
      models: { '*': ['main', { provider: 'spare', model: 'spare-model' }] },
    });
    house.upstream.script(status(row.upstream), status(row.upstream));
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(row.moves ? 200 : row.client);
    // Who says "too many" is not asked again while somebody else is free.
    expect(house.upstream.requests).toHaveLength(row.upstream === 429 ? 1 : row.calls);
    const spare = house.upstreamOf('spare').requests;
    expect(spare.map(({ json }) => (json as { model: string }).model)).toEqual(
      row.moves ? ['spare-model'] : [],
    );
    if (row.moves) expect(contentOf(endpoint, reply.text)).not.toBe('');
  });

  it.each([429, 503])('%i with retry-after: waits and asks again', async (code) => {
    await using house = await openHouse();
    house.upstream.script(status(code, { headers: { 'retry-after-ms': '60' } }), normal());
    expect((await ask(house, endpoint)).status).toBe(200);
    const [first, second] = house.upstream.requests;
    expect((second?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0)).toBeGreaterThanOrEqual(55);
  });

  it('429 with retry-after, with another target: does not wait', async () => {
    await using house = await openHouse({
      providerIds: ['main', 'spare'],
      models: { '*': ['main', 'spare'] },
    });
    house.upstream.script(status(429, { retryAfter: 5 }));
    const startedAt = performance.now();
    expect((await ask(house, endpoint)).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(house.upstream.requests).toHaveLength(1);
    expect(house.upstreamOf('spare').requests).toHaveLength(1);
  });

  it('what the upstream says about rates and retries reaches the client, also with an error', async () => {
    await using house = await openHouse();
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'openai-processing-ms': '17',
      'retry-after': '33',
    };
    house.upstream.script(status(429, { headers }), respond({ headers, json: {} }));
    const refused = await ask(house, endpoint);
    expect(refused.status).toBe(429);
    for (const [name, value] of Object.entries(headers)) expect(refused.header(name)).toBe(value);
    expect(refused.header('x-request-id')).toMatch(/^req_/);
  });

  it.each(['text/html; charset=utf-8', 'application/octet-stream'])(
    'a good answer under %s is taken for a failure, and asked for again',
    async (type) => {
      await using house = await openHouse();
      house.upstream.script(wrongContentType(type), normal(), wrongContentType(type));
      expect((await ask(house, endpoint)).status).toBe(200);
      expect(house.upstream.requests).toHaveLength(2);
      const reply = await ask(house, endpoint, { 'x-gw-retry': 'off' });
      expect(reply.status).toBe(502);
      const error = { code: 'upstream_invalid_response' };
      expect(reply.json()).toMatchObject(refusalFor(endpoint, 502, error));
    },
  );

  it('an error page instead of JSON is never shown to the client', async () => {
    await using house = await openHouse();
    const page = '<html>internal-host-17 /etc/passwd</html>';
    const headers = { 'content-type': 'text/html' };
    house.upstream.script(
      respond({ status: 400, headers, text: page }),
      respond({ headers: { 'content-type': 'application/json' }, text: page }),
      respond({ headers: { 'content-type': 'application/json' }, text: page }),
    );
    const refused = await ask(house, endpoint);
    expect(refused.status).toBe(400);
    expect(refused.text).not.toContain('internal-host-17');
    const broken = await ask(house, endpoint);
    expect(broken.status).toBe(502);
    expect(broken.text).not.toContain('internal-host-17');
  });

  it.each([301, 302, 307, 308])('a redirect (%i) is not followed', async (code) => {
    await using house = await openHouse();
    const elsewhere = redirect({ status: code, location: `${house.upstream.origin}/elsewhere` });
    house.upstream.script(elsewhere, elsewhere);
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(502);
    expect(house.upstream.requests.map(({ path }) => path)).not.toContain('/elsewhere');
    expect(reply.text).not.toContain('elsewhere');
  });
});
