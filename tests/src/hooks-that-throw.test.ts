import { GatewayError, type Hooks } from '@gw/core';
import { cutMidStream, status } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { beginsEarly, framesWith, withPartials } from './support/endpoints.ts';
import { ask, forEachEndpoint, forEachStream } from './support/for-each-endpoint.ts';
import { withoutChance } from './support/read-content.ts';
import { errorFor, refusalFor } from './support/refusals.ts';
import { endsWell, errorAtEnd } from './support/sse-text.ts';

forEachEndpoint('a hook that throws, on %s', (_, endpoint, openHouse) => {
  const secret = 'secret-of-the-hook';
  const boom = (): never => {
    throw new Error(secret);
  };
  const throwing: readonly (readonly [string, Hooks, number])[] = [
    ['authenticate', { name: 'bad', authenticate: boom }, 0],
    ['onRequest', { name: 'bad', onRequest: boom }, 0],
    ['wrapRun', { name: 'bad', wrapRun: boom }, 0],
    ['wrapAttempt', { name: 'bad', wrapAttempt: boom }, 0],
    [
      'wrapAttempt, after the answer',
      {
        name: 'bad',
        async wrapAttempt(_ctx, _attempt, next) {
          await next();
          return boom();
        },
      },
      1,
    ],
    ['onResponse', { name: 'bad', onResponse: boom }, 1],
  ];
  it.each(throwing)(
    'in %s: a plain 500, a log entry to find it by, and nothing is repeated',
    async (phase, hook, calls) => {
      await using house = await openHouse({ use: [hook] });
      const reply = await ask(house, endpoint);
      // A stream that is converted begins at the first sign of its upstream.
      const hasBegun = phase === 'wrapAttempt, after the answer' && beginsEarly(endpoint);
      expect(reply.status).toBe(hasBegun ? 200 : 500);
      const error = hasBegun ? errorAtEnd(reply.text) : reply.json().error;
      const ours = errorFor(endpoint, 500, { code: 'internal_error', param: null });
      expect(error).toMatchObject(ours);
      expect(reply.text).not.toContain(secret);
      expect(house.upstream.requests).toHaveLength(calls);
      const requestId = reply.header('x-request-id');
      expect(house.log).toMatchObject([
        { level: 'error', fields: { requestId, cause: { message: secret } } },
      ]);
      const settled = await house.settled();
      expect(settled.map(({ outcome }) => outcome)).toEqual(['failed']);
    },
  );

  it('in onError: the client gets the error as it was', async () => {
    await using house = await openHouse({ use: [{ name: 'bad', onError: boom }] });
    house.upstream.script(status(422, { message: 'Theirs.' }));
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(422);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 422, { message: 'Theirs.' }));
    expect(house.log).toHaveLength(1);
  });

  it('in observe, at once or later: reported, and the reply is as without it', async () => {
    const use: Hooks[] = [
      { name: 'bad-now', observe: boom },
      { name: 'bad-later', observe: async () => boom() },
    ];
    await using house = await openHouse({ use });
    const reply = await ask(house, endpoint);
    await using plain = await openHouse();
    expect(withoutChance(reply.text)).toBe(withoutChance((await ask(plain, endpoint)).text));
    await house.settled();
    expect(new Set(house.log.map(({ message }) => message))).toEqual(
      new Set(['Observer "bad-now" failed.', 'Observer "bad-later" failed.']),
    );
  });
});

forEachStream('hooks after the first content of %s', (_, endpoint, openHouse) => {
  it('onError: the error event says what the hook said', async () => {
    const hook: Hooks = {
      name: 'error',
      onError: () => new GatewayError('unavailable', 'Come back later.'),
    };
    await using house = await openHouse({ use: [hook] });
    house.upstream.script(cutMidStream({ afterFrames: framesWith(endpoint, 2), how: 'fin' }));
    const asked = { ...endpoint, request: withPartials(endpoint) };
    const { status: code, text, ending } = await ask(house, asked);
    expect([code, ending]).toEqual([200, 'end']);
    const error = {
      message: 'Come back later.',
      type: 'server_error',
      param: null,
      code: 'unavailable',
    };
    expect(errorAtEnd(text)).toEqual(errorFor(endpoint, 503, error));
  });

  it('onChunk that throws: an error event ends the stream, without a clean end', async () => {
    let calls = 0;
    const hook: Hooks = {
      name: 'bad',
      onChunk(event) {
        if (++calls === 2) throw new Error('secret-of-the-hook');
        return event;
      },
    };
    await using house = await openHouse({ use: [hook] });
    const { text } = await ask(house, endpoint);
    expect(errorAtEnd(text)).toMatchObject(errorFor(endpoint, 500, { code: 'internal_error' }));
    expect(endsWell(text)).toBe(false);
    expect(text).not.toContain('secret-of-the-hook');
    expect(house.upstream.requests).toHaveLength(1);
  });
});
