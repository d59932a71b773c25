import {
  always,
  type Behaviour,
  cutBeforeHeaders,
  cutMidStream,
  errorEventInside200,
  neverAnswers,
  normal,
  respond,
  status,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { chatJson, isCount, sentFor } from './support/endpoints.ts';
import { ask, forEachEndpoint } from './support/for-each-endpoint.ts';
import { type House, type HouseOptions, openHouse } from './support/house.ts';
import { withoutChance } from './support/read-content.ts';
import { refusalFor } from './support/refusals.ts';
import { pause } from './support/until.ts';

const callsTo = (house: House, ...ids: string[]) =>
  ids.map((id) => house.upstreamOf(id).requests.length);

/** Two upstreams behind every model; the first one fails as told. */
const twoTargets: HouseOptions = {
  providerIds: ['main', 'spare'],
  models: { '*': ['main', 'spare'] },
  provider: { timeouts: { firstByteMs: 60, idleMs: 60 } },
};

const failures: readonly (readonly [string, Behaviour])[] = [
  ['a 503', status(503)],
  ['no answer', neverAnswers()],
  ['a reset before the head', cutBeforeHeaders()],
  ['a head and nothing more', cutMidStream({ how: 'fin' })],
  [
    'a page instead of an answer',
    respond({ text: '<html>', headers: { 'content-type': 'text/html' } }),
  ],
];

forEachEndpoint('two targets, %s', (_, endpoint, openHouse) => {
  const all = endpoint.stream
    ? [...failures, ['an error inside a 200', errorEventInside200()] as const]
    : failures;

  it.concurrent.each(all)(
    '%s: asked once more, then the other one answers, unseen',
    async (_name, fails) => {
      await using house = await openHouse(twoTargets);
      house.upstream.script(always(fails));
      const reply = await ask(house, endpoint);
      await using plain = await openHouse();
      expect(withoutChance(reply.text)).toBe(withoutChance((await ask(plain, endpoint)).text));
      expect(callsTo(house, 'main', 'spare')).toEqual([2, 1]);
      const [settled] = await house.settled();
      expect(settled).toMatchObject({ outcome: 'completed', origin: { provider: 'spare' } });
    },
  );

  it.concurrent.each(all)(
    '%s, and the switches say no: as often as they allow',
    async (_name, fails) => {
      const costs = async (headers: Record<string, string>) => {
        await using house = await openHouse(twoTargets);
        house.upstream.script(always(fails));
        const { status: code } = await ask(house, endpoint, headers);
        return [code === 200, ...callsTo(house, 'main', 'spare')];
      };
      const off = 'off';
      const all = await Promise.all([
        costs({ 'x-gw-retry': off }),
        costs({ 'x-gw-fallback': off }),
        costs({ 'x-gw-retry': off, 'x-gw-fallback': 'OFF' }),
        costs({ 'x-gw-retry': 'on', 'x-gw-fallback': 'on' }),
      ]);
      expect(all).toEqual([
        [true, 1, 1],
        [false, 2, 0],
        [false, 1, 0],
        [true, 2, 1],
      ]);
    },
  );

  it('switches that are neither on nor off are refused by name', async () => {
    await using house = await openHouse(twoTargets);
    for (const name of ['x-gw-retry', 'x-gw-fallback']) {
      const reply = await ask(house, endpoint, { [name]: 'no' });
      expect(reply.status).toBe(400);
      const error = { param: name, code: 'invalid_value' };
      expect(reply.json()).toMatchObject(refusalFor(endpoint, 400, error));
    }
    expect(callsTo(house, 'main', 'spare')).toEqual([0, 0]);
  });

  it('a hook may switch them off too', async () => {
    const hook = {
      name: 'careful',
      onRequest(ctx: { switches: { retry: boolean; fallback: boolean } }) {
        ctx.switches.retry = false;
        ctx.switches.fallback = false;
        return undefined;
      },
    };
    await using house = await openHouse({ ...twoTargets, use: [hook] });
    house.upstream.script(status(503));
    expect((await ask(house, endpoint)).status).toBe(503);
    expect(callsTo(house, 'main', 'spare')).toEqual([1, 0]);
  });

  it('when all fail the client sees the first failure, with its own status and words', async () => {
    await using house = await openHouse(twoTargets);
    house.upstream.script(always(status(503, { message: 'First.', code: 'first' })));
    house.upstreamOf('spare').script(always(status(500, { message: 'Second.' })));
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(503);
    const error = { message: 'First.', code: 'first' };
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 503, error));
    expect(reply.header('x-should-retry')).toBe('false');
  });
});

forEachEndpoint('one budget for retry and fallback, %s', (_, endpoint, openHouse) => {
  const three: HouseOptions = {
    providerIds: ['a', 'b', 'c'],
    models: { '*': ['a', 'b', 'c'] },
  };
  const fail = (house: House) => {
    for (const id of ['a', 'b', 'c']) house.upstreamOf(id).script(always(status(503)));
  };

  it.each([
    [{}, [2, 1, 0]],
    [{ maxAttempts: 6 }, [2, 2, 2]],
    [{ maxAttempts: 3, maxAttemptsPerTarget: 1 }, [1, 1, 1]],
    [{ maxAttempts: 1 }, [1, 0, 0]],
  ])('%j costs %j calls and no more', async (retry, expected) => {
    await using house = await openHouse({ ...three, retry });
    fail(house);
    expect((await ask(house, endpoint)).status).toBe(503);
    expect(callsTo(house, 'a', 'b', 'c')).toEqual(expected);
  });
});

forEachEndpoint('targets of their own kind, %s', (_, endpoint, openHouse) => {
  it("the spare target gets its own model, overrides and key; nothing of the first one's", async () => {
    await using house = await openHouse({
      providerIds: ['main', 'spare'],
      models: {
        '*': [
          { provider: 'main', overrides: { user: 'main-user' } },
          { provider: 'spare', model: 'spare-model', overrides: { seed: 7 } },
        ],
      },
    });
    house.upstream.script(always(status(500)));
    expect((await ask(house, endpoint)).status).toBe(200);
    const sent = sentFor(endpoint);
    expect(house.upstream.requests[0]?.json).toEqual({ ...sent, user: 'main-user' });
    expect(house.upstreamOf('spare').requests[0]?.json).toEqual({
      ...sent,
      model: 'spare-model',
      seed: 7,
    });
  });

  it('a target that cannot serve the endpoint is passed over', async () => {
    const unable = endpoint.api === 'images' ? 'embeddings' : 'images';
    await using house = await openHouse({
      providerIds: ['main', 'spare'],
      models: {
        '*': [{ provider: 'main', capabilities: { apis: [unable] } }, 'spare'],
      },
    });
    expect((await ask(house, endpoint)).status).toBe(200);
    expect(callsTo(house, 'main', 'spare')).toEqual([0, 1]);
  });

  it('where none can, the first refusal is told; but the gateway itself can count', async () => {
    await using house = await openHouse({ models: { '*': 'main' }, provider: { apis: [] } });
    const reply = await ask(house, endpoint);
    if (isCount(endpoint)) {
      expect([reply.status, reply.header('x-gw-estimated')]).toEqual([200, 'true']);
      return;
    }
    expect(reply.status).toBe(400);
    const error = { code: 'unsupported_api', param: 'model' };
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 400, error));
  });
});

describe('a target that keeps failing', () => {
  it('is left alone, probed by one call when it has cooled down, and taken back', async () => {
    await using house = await openHouse({
      ...twoTargets,
      retry: { maxAttemptsPerTarget: 1 },
      cooldown: { failures: 2, cooldownMs: 150 },
    });
    const { upstream } = house;
    upstream.script(status(503), status(503));
    await ask(house, chatJson);
    await ask(house, chatJson);
    expect(callsTo(house, 'main', 'spare')).toEqual([2, 2]);
    await ask(house, chatJson);
    expect(callsTo(house, 'main', 'spare')).toEqual([2, 3]);
    await pause(200);
    await ask(house, chatJson);
    expect(callsTo(house, 'main', 'spare')).toEqual([3, 3]);
    await ask(house, chatJson);
    expect(callsTo(house, 'main', 'spare')).toEqual([4, 3]);
  });

  it('a failed probe costs one call, however many wait: nobody falls over it together', async () => {
    await using house = await openHouse({
      ...twoTargets,
      retry: { maxAttemptsPerTarget: 1 },
      cooldown: { failures: 1, cooldownMs: 100 },
    });
    house.upstream.script(always(status(503)));
    await ask(house, chatJson);
    await pause(150);
    await Promise.all(Array.from({ length: 10 }, () => ask(house, chatJson)));
    expect(callsTo(house, 'main', 'spare')).toEqual([2, 11]);
  });

  it('is still asked where there is no other', async () => {
    await using house = await openHouse({ cooldown: { failures: 1, cooldownMs: 60_000 } });
    house.upstream.script(status(400), status(500), status(500), normal());
    for (const expected of [400, 500, 200]) {
      expect((await ask(house, chatJson)).status).toBe(expected);
    }
  });
});

describe('the registry, while calls run', () => {
  it('a model that is replaced or removed: running calls keep their target', async () => {
    await using house = await openHouse({
      providerIds: ['main', 'spare'],
      models: { 'test-model': 'main' },
    });
    const { upstream, gateway } = house;
    upstream.script((answer) => [{ kind: 'wait', delayMs: 100 }, ...answer]);
    const running = ask(house, chatJson);
    await upstream.nextRequest();
    gateway.registry.setModel('test-model', 'spare');
    expect((await ask(house, chatJson)).status).toBe(200);
    gateway.registry.removeModel('test-model');
    expect((await ask(house, chatJson)).status).toBe(404);
    expect((await running).status).toBe(200);
    expect(callsTo(house, 'main', 'spare')).toEqual([1, 1]);
  });

  it('a model for one tenant is not there for others', async () => {
    const who = {
      name: 'who',
      authenticate: (request: { headers: Readonly<Record<string, unknown>> }) => ({
        tenant: String(request.headers['x-tenant']),
      }),
    };
    await using house = await openHouse({
      use: [who],
      models: { 'test-model': { targets: ['main'], tenants: ['acme'] } },
    });
    expect((await ask(house, chatJson, { 'x-tenant': 'acme' })).status).toBe(200);
    const stranger = await ask(house, chatJson, { 'x-tenant': 'other' });
    expect(stranger.status).toBe(404);
    const unknown = await house.send(chatJson.path, {
      body: { ...chatJson.request, model: 'nothing' },
      headers: { 'x-tenant': 'other' },
    });
    // "Not yours" and "not there" answer the same.
    expect(stranger.text.replaceAll('test-model', 'X')).toBe(
      unknown.text.replaceAll('nothing', 'X'),
    );
  });
});
