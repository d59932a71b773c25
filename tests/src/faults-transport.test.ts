import {
  compose,
  cutBeforeHeaders,
  cutMidStream,
  hugeBody,
  jsonWhenStreamAsked,
  type Leave,
  neverAnswers,
  normal,
  streamWhenJsonAsked,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { chatJson, framesWith } from './support/endpoints.ts';
import { ask, forEachEndpoint, forEachStream, forEachWhole } from './support/for-each-endpoint.ts';
import { openHouse } from './support/house.ts';
import { contentOf, withoutChance } from './support/read-content.ts';
import { refusalFor } from './support/refusals.ts';
import { endsWell } from './support/sse-text.ts';

const retryOff = { 'x-gw-retry': 'off' };

forEachEndpoint('the way to the upstream, %s', (_, endpoint, openHouse) => {
  it('nobody listens: 502, after one more try', async () => {
    await using house = await openHouse();
    await house.upstream.close();
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(502);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 502, { code: 'upstream_unreachable' }));
    expect(reply.text).not.toContain(String(house.upstream.port));
    const attempts = house.events.filter(({ type }) => type === 'attempt');
    expect(attempts).toHaveLength(2);
  });

  it.concurrent('no answer within the time: 504, and the upstream is let go', async () => {
    await using house = await openHouse({ provider: { timeouts: { firstByteMs: 60 } } });
    house.upstream.script(neverAnswers());
    const reply = await ask(house, endpoint, retryOff);
    expect(reply.status).toBe(504);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 504, { code: 'upstream_timeout' }));
    expect(await house.upstream.requests[0]?.closed).toBe('aborted');
  });

  it.each(['fin', 'reset'] as const)('%s before the head: asked again, unseen', async (how) => {
    await using house = await openHouse();
    house.upstream.script(cutBeforeHeaders({ how }), normal());
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(200);
    expect(house.upstream.requests).toHaveLength(2);
  });

  it.concurrent.each(['fin', 'reset', 'stall', 'end'] as const)(
    '%s behind the head, before any content: asked again, and the reply is there once',
    async (how: Leave) => {
      await using house = await openHouse({ provider: { timeouts: { idleMs: 60 } } });
      const afterFrames = endpoint.stream ? framesWith(endpoint, 0) : 0;
      house.upstream.script(cutMidStream({ afterFrames, how }), normal());
      const reply = await ask(house, endpoint);
      await using plain = await openHouse();
      expect(withoutChance(reply.text)).toBe(withoutChance((await ask(plain, endpoint)).text));
      expect(house.upstream.requests).toHaveLength(2);
    },
  );

  it('the same without retries: an error status, and one call', async () => {
    await using house = await openHouse();
    house.upstream.script(cutMidStream({ how: 'fin' }));
    const reply = await ask(house, endpoint, retryOff);
    expect(reply.status).toBe(502);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 502, { code: 'upstream_incomplete' }));
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('a body without end is cut off at a bound', async () => {
    await using house = await openHouse();
    const bytes = 66 * 1024 * 1024;
    house.upstream.script(hugeBody(bytes, { as: endpoint.stream ? 'frame' : 'json' }));
    const reply = await ask(house, endpoint, retryOff);
    expect(reply.status).toBe(502);
    const error = { code: 'upstream_invalid_response' };
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 502, error));
    const [request] = house.upstream.requests;
    await request?.closed;
    expect(request?.sentBytes).toBeLessThan(bytes + 1);
  });
});

forEachStream('%s asked for', (_, endpoint, openHouse) => {
  it('JSON comes: the client gets a stream that says the same and ends properly', async () => {
    await using house = await openHouse();
    house.upstream.script(jsonWhenStreamAsked());
    const reply = await ask(house, endpoint);
    expect(reply.header('content-type')).toBe('text/event-stream; charset=utf-8');
    await using plain = await openHouse();
    const json = { ...endpoint, stream: false, request: { ...endpoint.request, stream: false } };
    const said = contentOf(json, (await ask(plain, json)).text);
    expect(contentOf(endpoint, reply.text)).toBe(said);
    expect(endsWell(reply.text)).toBe(true);
    const [settled] = await house.settled();
    expect(settled).toMatchObject({ outcome: 'completed', usage: { estimated: false } });
  });
});

forEachWhole('%s asked for', (_, endpoint, openHouse) => {
  it('a stream comes: the client gets JSON, or an error where the endpoint has no streams', async () => {
    await using house = await openHouse();
    const asStream = streamWhenJsonAsked();
    house.upstream.script(asStream, asStream);
    const reply = await ask(house, endpoint);
    expect(reply.header('content-type')).toBe('application/json');
    expect(reply.status).toBe(200);
    await using plain = await openHouse();
    expect(contentOf(endpoint, reply.text)).toBe(
      contentOf(endpoint, (await ask(plain, endpoint)).text),
    );
    const [settled] = await house.settled();
    expect(settled).toMatchObject({ outcome: 'completed', stream: false });
  });
});

describe('a stream that comes where JSON was asked for', () => {
  it.each(['fin', 'reset', 'stall', 'end'] as const)(
    'and breaks off (%s) costs nothing: nothing was shown, so it is asked again',
    async (how) => {
      await using house = await openHouse({ provider: { timeouts: { idleMs: 60 } } });
      house.upstream.script(
        compose(streamWhenJsonAsked(), cutMidStream({ afterFrames: 3, how })),
        normal(),
      );
      const reply = await ask(house, chatJson);
      expect(contentOf(chatJson, reply.text)).toBe('You wrote: one two three');
      expect(house.upstream.requests).toHaveLength(2);
    },
  );
});
