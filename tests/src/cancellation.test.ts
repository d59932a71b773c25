import { request as openRequest } from 'node:http';
import { createContextKey, type Hooks } from '@gw/core';
import {
  type Behaviour,
  cutMidStream,
  hangsMidStream,
  neverAnswers,
  slowFirstByte,
  status,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import {
  allApis,
  type Endpoint,
  endpointsTogether,
  framesWith,
  isBilled,
  modelsTogether,
  withPartials,
} from './support/endpoints.ts';
import { forEachEndpoint, forEachStream } from './support/for-each-endpoint.ts';
import { type House, type HouseOptions, openHouse } from './support/house.ts';
import { inBatches } from './support/in-batches.ts';
import { knock } from './support/knock.ts';
import { readReply } from './support/raw-client.ts';
import { contentOf } from './support/read-content.ts';
import { errorFor, refusalFor } from './support/refusals.ts';
import { endsWell, errorAtEnd } from './support/sse-text.ts';
import { until, within } from './support/until.ts';

interface Phase {
  readonly name: string;
  readonly upstream: Behaviour;
  /** What the client has seen when it leaves. */
  readonly seen: 'nothing' | 'head' | 'content';
  /** Whether it leaves between two tries. */
  readonly isPause?: boolean;
  /** Whether it leaves when half of a body has come. */
  readonly isHalf?: boolean;
  readonly options?: HouseOptions;
}

/** Where a call can be when its client leaves. */
function phasesOf(endpoint: Endpoint): readonly Phase[] {
  const anywhere: Phase[] = [
    { name: 'before the upstream has answered', upstream: neverAnswers(), seen: 'nothing' },
    {
      name: 'between the head and the first token',
      upstream: slowFirstByte(60_000, { headersFirst: true }),
      seen: 'nothing',
    },
    {
      name: 'in the pause before another try',
      upstream: status(503, { retryAfter: 9 }),
      seen: 'nothing',
      isPause: true,
    },
  ];
  if (!endpoint.stream) {
    const half = cutMidStream({ afterBytes: 10, how: 'stall' });
    const name = 'in the middle of a JSON body';
    return [...anywhere, { name, upstream: half, seen: 'nothing', isHalf: true }];
  }
  return [
    ...anywhere,
    {
      name: 'in the middle of the stream',
      upstream: hangsMidStream(framesWith(endpoint, 2)),
      seen: 'content',
    },
    {
      name: 'behind a keep-alive, before any content',
      upstream: slowFirstByte(60_000, { headersFirst: true }),
      seen: 'head',
      options: { keepAlive: { afterMs: 20 } },
    },
  ];
}

/** Asks, waits until everything is as the phase says, and leaves. */
async function leaveIn(house: House, endpoint: Endpoint, phase: Phase) {
  const { api, path } = endpoint;
  house.upstream.script(phase.upstream);
  const open = house.open(path, { body: withPartials(endpoint) });
  const asked = await house.upstream.nextRequest();
  if (phase.seen === 'head') await open.response;
  const marker = api === 'images' ? '"partial_image_index":1' : 'wrote:';
  if (phase.seen === 'content') {
    await until('content reaches the client', () => open.received().includes(marker));
  }
  if (phase.isPause) {
    await until('the first try is over', () => house.events.some(({ type }) => type === 'attempt'));
  }
  if (phase.isHalf) await until('half of the body is sent', () => asked.sentBytes > 0);
  open.leave();
}

forEachEndpoint('the client leaves, %s', (_, endpoint, openHouse) => {
  it.concurrent.each(phasesOf(endpoint).map((phase) => [phase.name, phase] as const))(
    '%s: the upstream is let go at once, and the call ends once, as cancelled',
    async (_name, phase) => {
      const released: string[] = [];
      const hook: Hooks = {
        name: 'slots',
        observe(event) {
          if (event.type === 'settled') released.push(event.outcome);
        },
      };
      await using house = await openHouse({ ...phase.options, use: [hook] });
      await leaveIn(house, endpoint, phase);
      await until('the upstream is let go', () => house.upstream.openStreams() === 0, {
        timeoutMs: 2_000,
      });
      const [settled, ...more] = await house.settled();
      expect(more).toEqual([]);
      expect(settled).toMatchObject({
        outcome: 'cancelled',
        api: endpoint.api,
        stream: endpoint.stream,
        error: { code: 'client_closed_request' },
      });
      expect(settled?.usage?.estimated).toBe(isBilled(endpoint) ? true : undefined);
      if (isBilled(endpoint)) expect(settled?.usage?.inputTokens).toBeGreaterThan(0);
      if (phase.seen === 'content' && endpoint.api !== 'images') {
        expect(settled?.usage?.outputTokens).toBeGreaterThan(0);
        const part = contentOf({ ...endpoint, stream: false }, JSON.stringify(settled?.response));
        expect(part).toBe('You wrote:');
      }
      expect(house.upstream.requests).toHaveLength(1);
      expect(released).toEqual(['cancelled']);
      expect(house.log).toEqual([]);
      expect(house.events.at(-1)).toBe(settled);
    },
  );

  it('while it is still sending: nobody is asked, and the call ends once', async () => {
    await using house = await openHouse();
    const outgoing = openRequest(house.url + endpoint.path, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': 1_000 },
    });
    const reading = readReply(outgoing);
    outgoing.write('{"model":');
    await until('the gateway has the request', () => house.connections() === 1);
    outgoing.destroy();
    await reading.reply;
    const settled = await house.settled();
    expect(settled.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect(house.upstream.requests).toHaveLength(0);
    expect(house.log).toEqual([]);
  });

  it('before it was heard (an aborted signal): nobody is asked, and nothing hangs', async () => {
    await using house = await openHouse();
    const { path, request } = endpoint;
    const asked = { path: `/v1${path}`, body: request, signal: AbortSignal.abort() };
    const answered = await within('an answer', knock(house.gateway, asked), 2_000);
    expect(answered.status).toBe(499);
    expect(house.upstream.requests).toHaveLength(0);
    const settled = await house.settled();
    expect(settled.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });

  it('at any turn of the event loop: the call ends, once, and nothing stays open', async () => {
    await using house = await openHouse({ keepAlive: { afterMs: 1 } });
    const { path, request } = endpoint;
    const turns = Array.from({ length: 40 }, (_, at) => at);
    await inBatches(turns, 8, async (count) => {
      const client = new AbortController();
      const asked = { path: `/v1${path}`, body: request, signal: client.signal };
      const answering = knock(house.gateway, asked);
      for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
      client.abort();
      const answered = await within(`an answer, left after ${count} turns`, answering, 2_000);
      expect(answered.thrown).toBeUndefined();
      expect([200, 499]).toContain(answered.status);
    });
    const settled = await house.settled(turns.length);
    expect(settled).toHaveLength(turns.length);
    await until('the upstream is let go', () => house.upstream.openStreams() === 0);
    expect(house.log).toEqual([]);
  });

  it('while a hook works: the hook hears of it', async () => {
    const heard: unknown[] = [];
    const hook: Hooks = {
      name: 'tool',
      async wrapRun(ctx, next) {
        const answer = await next();
        // As a tool that waits for somebody else would.
        await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
        heard.push((ctx.signal.reason as { code?: string }).code);
        return answer;
      },
    };
    await using house = await openHouse({ use: [hook] });
    const open = house.open(endpoint.path, { body: endpoint.request });
    await house.upstream.nextRequest();
    await until('the answer is in the hook', () => house.events.length > 0);
    open.leave();
    await until('the hook has heard', () => heard.length > 0);
    expect(heard).toEqual(['client_closed_request']);
    const settled = await house.settled();
    expect(settled.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    await until('the upstream is let go', () => house.upstream.openStreams() === 0);
  });

  it('the gateway closes: the call ends as one that cannot go on', async () => {
    await using house = await openHouse();
    house.upstream.script(neverAnswers());
    const open = house.open(endpoint.path, { body: endpoint.request });
    const request = await house.upstream.nextRequest();
    await house.gateway.close();
    const reply = await open.reply;
    expect(reply.status).toBe(503);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 503, { code: 'unavailable' }));
    expect(await request.closed).toBe('aborted');
    const later = await house.send(endpoint.path, { body: endpoint.request });
    expect(later.status).toBe(503);
  });
});

forEachStream('the end of %s', (_, endpoint, openHouse) => {
  it('a gateway that closes tells its open streams, and leaves no upstream behind', async () => {
    await using house = await openHouse();
    house.upstream.script(hangsMidStream(framesWith(endpoint, 2)));
    const open = house.open(endpoint.path, { body: withPartials(endpoint) });
    await until('content reaches the client', () => open.received().length > 0);
    await house.gateway.close();
    const reply = await open.reply;
    const error = errorFor(endpoint, 503, { code: 'unavailable' });
    expect(errorAtEnd(reply.text)).toMatchObject(error);
    expect(endsWell(reply.text)).toBe(false);
    expect(house.upstream.openStreams()).toBe(0);
  });
});

describe('slots that a hook hands out', () => {
  it('are all free again after calls that ended in every way', async () => {
    const slot = createContextKey<true>('slot');
    let taken = 0;
    let most = 0;
    const limiter: Hooks = {
      name: 'limiter',
      onRequest(ctx) {
        ctx.set(slot, true);
        most = Math.max(most, ++taken);
        return undefined;
      },
      observe(event, ctx) {
        if (event.type === 'settled' && ctx.get(slot)) taken--;
      },
    };
    const provider = { apis: allApis };
    await using house = await openHouse({ provider, models: modelsTogether, use: [limiter] });
    const phases = (endpoint: Endpoint) =>
      phasesOf(endpoint).filter(({ options, isPause }) => !options && !isPause);
    let calls = 0;
    for (const endpoint of endpointsTogether) {
      for (const phase of phases(endpoint)) {
        await leaveIn(house, endpoint, phase);
        calls++;
      }
    }
    house.upstream.script(status(400), status(400));
    const rest = endpointsTogether.map(({ path, request }) => house.send(path, { body: request }));
    await Promise.all(rest);
    await house.settled(calls + rest.length);
    expect(most).toBeGreaterThanOrEqual(3);
    expect(taken).toBe(0);
  });
});
