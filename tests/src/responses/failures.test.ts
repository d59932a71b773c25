/** G19: a failure is told as one, wherever it comes; and who leaves lets the upstream go. */
import {
  type Behaviour,
  compose,
  cutBeforeContent,
  cutBeforeHeaders,
  cutMidStream,
  errorEventInside200,
  failResponse,
  hangsMidStream,
  neverAnswers,
  normal,
  slowFirstByte,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import type { House } from '../support/house.ts';
import type { RawReply } from '../support/raw-client.ts';
import { until } from '../support/until.ts';
import { eventsOf, faultsOfStream, finalOf } from './support/oracle.ts';
import { chatOnly, native, setups } from './support/setups.ts';

const body = { model: 'test-model', input: 'one two three four' };
const streamed = { ...body, stream: true };
const setupsHere = setups.filter(({ target }) => target === native || target === chatOnly);
const quirkyToo = setups.filter(({ target, hooks }) => hooks.length === 0 || target === native);

const once = { retry: { maxAttempts: 1 } } as const;

function expectError({ status, json, header }: RawReply, from = 500): void {
  expect(status).toBeGreaterThanOrEqual(from);
  const { error } = json() as { error: object };
  expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
  expect(header('content-type')).toMatch(/^application\/json/);
}

/** A stream that began well and says that it failed. */
function expectFailedStream({ status, text, ending }: RawReply): void {
  expect([status, ending]).toEqual([200, 'end']);
  expect(faultsOfStream(text)).toEqual([]);
  const events = eventsOf(text);
  expect(events.slice(-2).map(({ type }) => type)).toEqual(['error', 'response.failed']);
  const failed = finalOf(events);
  expect(failed).toMatchObject({
    status: 'failed',
    completed_at: null,
    error: { code: expect.any(String), message: expect.stringMatching(/\S/) },
  });
  const error = events.at(-2);
  expect(error).toMatchObject({
    error: { message: failed.error?.message, type: expect.any(String), param: null },
  });
  expect(text).not.toMatch(/response\.(completed|incomplete)"/);
}

/** Whichever it is: a failure is no clean end. */
function expectFailure(reply: RawReply): void {
  if (reply.status === 200) expectFailedStream(reply);
  else expectError(reply);
}

/** The deltas of a stream, joined. */
const saidIn = (text: string) =>
  eventsOf(text)
    .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
    .join('');

describe.each(setupsHere.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  it.each<[string, Behaviour]>([
    ['no answer at all', cutBeforeHeaders()],
    ['an end before any content', cutBeforeContent()],
    ['an error as its first event', errorEventInside200()],
  ])('%s', async (_name, behaviour) => {
    await using house = await setup.open(once);
    house.upstream.script(behaviour);
    const reply = await house.send('/responses', { body: streamed });
    expectFailure(reply);
    expect(saidIn(reply.text)).toBe('');
    // Native streams wait for their content, so that their failures have a status.
    if (setup.target === native) expectError(reply);
  });

  it.each(['end', 'fin', 'reset'] as const)('an end (%s) behind any frame', async (how) => {
    await using house = await setup.open(once);
    const whole = await house.send('/responses', { body: streamed });
    const [{ sentFrames = 0 } = {}] = house.upstream.requests;
    expect(sentFrames).toBeGreaterThan(8);
    for (let afterFrames = 0; afterFrames < sentFrames; afterFrames++) {
      house.upstream.script(cutMidStream({ afterFrames, how }));
      const reply = await house.send('/responses', { body: streamed });
      expectFailure(reply);
      expect(saidIn(whole.text).startsWith(saidIn(reply.text))).toBe(true);
    }
  });

  it('what came before the failure is in the response that failed', async () => {
    await using house = await setup.open(once);
    house.upstream.script(cutMidStream({ afterFrames: 7, how: 'fin' }));
    const { text } = await house.send('/responses', { body: streamed });
    const { output } = finalOf(eventsOf(text));
    expect(saidIn(text)).not.toBe('');
    expect(output).toMatchObject([
      { status: 'incomplete', content: [{ type: 'output_text', text: saidIn(text) }] },
    ]);
  });

  it.each<[string, Behaviour]>([
    ['an error event', errorEventInside200({ afterFrames: 7, error: { message: 'Told so.' } })],
    [
      'a nested error event',
      errorEventInside200({ afterFrames: 7, nested: true, error: { message: 'Told so.' } }),
    ],
    ...(setup.target === native
      ? [['response.failed', failResponse({ afterFrames: 7, message: 'Told so.' })] as const]
      : []),
  ] as [string, Behaviour][])(
    '%s behind content: its reason is told on',
    async (_name, behaviour) => {
      await using house = await setup.open(once);
      house.upstream.script(behaviour);
      const reply = await house.send('/responses', { body: streamed });
      expectFailedStream(reply);
      expect(finalOf(eventsOf(reply.text)).error?.message).toBe('Told so.');
    },
  );

  it('silence in the middle is a failure too, and no hang', async () => {
    await using house = await setup.open({ ...once, timeouts: { idleMs: 150 } });
    house.upstream.script(hangsMidStream(7));
    const reply = await house.send('/responses', { body: streamed });
    expectFailedStream(reply);
    expect(finalOf(eventsOf(reply.text)).error?.code).toBe('upstream_timeout');
    await until('the upstream is let go', () => house.upstream.openStreams() === 0);
  });

  it('a gateway that closes says so to those who read', async () => {
    await using house = await setup.open(once);
    house.upstream.script(hangsMidStream(7));
    const open = house.open('/responses', { body: streamed });
    await until('content reaches the client', () => open.received().includes('.delta'));
    await house.gateway.close();
    expectFailedStream(await open.reply);
    await until('the upstream is let go', () => house.upstream.openStreams() === 0);
  });

  it('JSON that breaks off is 502', async () => {
    await using house = await setup.open(once);
    for (const how of ['fin', 'reset'] as const) {
      house.upstream.script(cutMidStream({ afterBytes: 40, how }));
      expectError(await house.send('/responses', { body }));
    }
  });
});

interface Phase {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly isStream: boolean;
  /** What the client waits for before it leaves. */
  readonly seen?: RegExp;
}

const phases: readonly Phase[] = [
  { name: 'before the upstream answers, streamed', behaviour: neverAnswers(), isStream: true },
  { name: 'before the upstream answers, JSON', behaviour: neverAnswers(), isStream: false },
  {
    name: 'between the head and the first token',
    behaviour: slowFirstByte(60_000, { headersFirst: true }),
    isStream: true,
  },
  {
    name: 'between the opening events and the first token',
    behaviour: hangsMidStream(2),
    isStream: true,
  },
  {
    name: 'in the middle of the stream',
    behaviour: hangsMidStream(7),
    isStream: true,
    seen: /\.delta/,
  },
  {
    name: 'in the middle of a JSON body',
    behaviour: cutMidStream({ afterBytes: 40, how: 'stall' }),
    isStream: false,
  },
];

/** Asks, waits, and leaves. */
async function leaveIn(house: House, { behaviour, isStream, seen }: Phase): Promise<void> {
  house.upstream.script(behaviour);
  const open = house.open('/responses', { body: isStream ? streamed : body });
  const asked = await house.upstream.nextRequest();
  if (seen) await until('it is seen', () => seen.test(open.received()));
  else await until('the upstream is at work', () => asked.outcome === undefined);
  open.leave();
}

describe.each(quirkyToo.map((setup) => [setup.name, setup] as const))(
  'the client of %s leaves:',
  (_, setup) => {
    it('the upstream instead, behind any frame: never a clean end', async () => {
      await using house = await setup.open(once);
      const behaviour = setup.target.behaviour ?? normal;
      house.upstream.script(behaviour());
      const whole = await house.send('/responses', { body: streamed });
      expect(finalOf(eventsOf(whole.text)).status).toBe('completed');
      const [{ sentFrames = 0 } = {}] = house.upstream.requests;
      for (let afterFrames = 0; afterFrames < sentFrames; afterFrames++) {
        house.upstream.script(compose(behaviour(), cutMidStream({ afterFrames, how: 'fin' })));
        const reply = await house.send('/responses', { body: streamed });
        expectFailure(reply);
        expect(saidIn(whole.text).startsWith(saidIn(reply.text))).toBe(true);
      }
    });

    it.each(phases.map((phase) => [phase.name, phase] as const))('%s', async (_name, phase) => {
      // What is held back until its end never reaches a client that waits for it.
      const isHeld = /deltas|its end/.test(setup.name);
      if (phase.seen && isHeld) return;
      await using house = await setup.open();
      await leaveIn(house, phase);
      await until('the upstream is let go', () => house.upstream.openStreams() === 0, {
        timeoutMs: 2_000,
      });
      const [settled] = await house.settled();
      expect(settled).toMatchObject({ outcome: 'cancelled', api: 'responses' });
      expect(house.upstream.requests.at(-1)?.outcome).toBe('aborted');
      expect(house.log).toEqual([]);
    });
  },
);
