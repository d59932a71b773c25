import { spawn } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ApiName, createGateway, type Hooks } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import {
  always,
  compose,
  createGate,
  cutMidStream,
  gated,
  hangsMidStream,
  neverAnswers,
  normal,
  type RecordedRequest,
  recordings,
  slowFirstByte,
  status,
  stream,
  when,
} from '@gw/testkit/upstream';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  allApis,
  chatStream,
  type Endpoint,
  endpointsTogether,
  framesWith,
  messagesStream,
  modelsTogether,
  responsesStream,
  withPartials,
} from './support/endpoints.ts';
import { forEachStream } from './support/for-each-endpoint.ts';
import { type House, type HouseOptions, openHouse } from './support/house.ts';
import { inBatches } from './support/in-batches.ts';
import { knock } from './support/knock.ts';
import { pause, until } from './support/until.ts';

/** What the process holds open, by kind: `Timeout: 1`. */
function openResources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().sort())
    counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** What it holds before a test: nothing that an earlier one is still letting go of. */
async function quietResources(): Promise<Readonly<Record<string, number>>> {
  await until('earlier sockets are gone', () => {
    const { TCPSocketWrap = 0, TCPServerWrap = 0, Timeout = 0 } = openResources();
    return TCPSocketWrap + TCPServerWrap === 0 && Timeout <= 1;
  });
  return openResources();
}

/** Waits until the process holds no more than it did; shows what is left where it does. */
async function expectNothingLeft(before: Readonly<Record<string, number>>): Promise<void> {
  const left = () =>
    Object.entries(openResources()).filter(([kind, count]) => count > (before[kind] ?? 0));
  await until('resources are as before', () => left().length === 0).catch(() => undefined);
  expect(left()).toEqual([]);
}

function warnings(): Error[] {
  const seen: Error[] = [];
  const note = (warning: Error) => void seen.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  return seen;
}

/** A call that is to hang behind its first content, on a path of the upstream. */
const hangsOn = (path: string) => (request: RecordedRequest) =>
  request.header('x-hang') === 'content' && request.path.endsWith(path);

/** Good calls, failing ones, retried ones and streams that break off, in turn. */
function misbehave(house: House): void {
  const every = (n: number) => (request: { index: number }) => request.index % n === 0;
  house.upstream.script(
    when((request) => request.header('x-hang') === 'head', neverAnswers()),
    when(hangsOn('chat/completions'), hangsMidStream(framesWith(chatStream, 1))),
    when(hangsOn('responses'), hangsMidStream(framesWith(responsesStream, 1))),
    when(hangsOn('messages'), hangsMidStream(framesWith(messagesStream, 1))),
    when(hangsOn('images/generations'), hangsMidStream(1)),
    when(every(31), status(400)),
    when(every(17), status(503)),
    when(every(13), cutMidStream({ afterFrames: 2, how: 'fin' })),
    when(every(11), slowFirstByte(5)),
    always(normal()),
  );
}

const pick = (at: number) => endpointsTogether[at % endpointsTogether.length] as Endpoint;

/** One house for all endpoints. */
const openBusyHouse = ({ provider, ...options }: HouseOptions = {}) =>
  openHouse({ ...options, models: modelsTogether, provider: { apis: allApis, ...provider } });

/** A call that its client leaves, before the first token or in the middle. */
async function abortOne(house: House, at: number): Promise<void> {
  const endpoint = pick(at);
  const hang = endpoint.stream && at % 2 === 0 ? 'content' : 'head';
  const open = house.open(endpoint.path, {
    body: withPartials(endpoint),
    headers: { 'x-hang': hang, 'x-number': `${at}`, 'x-gw-retry': 'off' },
  });
  if (hang === 'content') await until('content', () => open.received().length > 0);
  const isThere = () => house.upstream.requests.some((r) => r.header('x-number') === `${at}`);
  await until('the upstream is asked', isThere);
  open.leave();
  await open.reply;
}

describe('after 1,000 requests and 200 aborts', () => {
  it('handles, sockets, timers and listeners are what they were, and close leaves nothing', async () => {
    const seenWarnings = warnings();
    const before = await quietResources();
    const forwardHeaders = ['x-hang', 'x-number'];
    const house = await openBusyHouse({ provider: { forwardHeaders } });
    misbehave(house);
    const processListeners = () =>
      process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const serving = openResources();
    const listening = processListeners();
    const aborts = 200;
    const calls = 1_000;
    await inBatches(Array.from({ length: calls + aborts }).keys(), 16, async (at) => {
      if (at % 6 === 5) return abortOne(house, at);
      const { path, request } = pick(at);
      const reply = await house.send(path, { body: request });
      expect(reply.ending).toBe('end');
    });
    await house.settled(calls + aborts);
    await until('no call is under way', () => house.upstream.openStreams() === 0);
    await until('no client is connected', () => house.connections() === 0);
    const settled = await house.settled();
    expect(settled).toHaveLength(calls + aborts);
    expect(settled.filter(({ outcome }) => outcome === 'cancelled')).toHaveLength(aborts);
    // What stays are idle connections to the upstream: two sockets each, here at both ends.
    await until('idle connections are all there is', () => {
      const { TCPSocketWrap: sockets = 0, ...others } = openResources();
      const { TCPSocketWrap: _, ...othersBefore } = serving;
      return (
        sockets <= 2 * house.upstream.connections().open + 2 &&
        Object.entries(others).every(([kind, count]) => count <= (othersBefore[kind] ?? 0) + 2)
      );
    });
    expect(processListeners()).toEqual(listening);
    expect(seenWarnings).toEqual([]);
    await house.close();
    await expectNothingLeft(before);
  }, 60_000);

  it('a signal that outlives its calls has no listener left', async () => {
    const seenWarnings = warnings();
    await using house = await openBusyHouse();
    misbehave(house);
    const host = new AbortController();
    await inBatches(Array.from({ length: 400 }).keys(), 16, async (at) => {
      const { path, request } = pick(at);
      await knock(house.gateway, { path: `/v1${path}`, body: request, signal: host.signal });
    });
    await house.settled(400);
    expect(getEventListeners(host.signal, 'abort')).toEqual([]);
    expect(seenWarnings).toEqual([]);
  }, 30_000);

  it('connections to the upstream are used again', async () => {
    await using house = await openBusyHouse();
    await inBatches(Array.from({ length: 200 }).keys(), 4, async (at) => {
      const { path, request } = pick(at);
      await house.send(path, { body: request });
    });
    expect(house.upstream.connections().opened).toBeLessThanOrEqual(8);
  });
});

describe('close', () => {
  it('ends everything, in any order and twice', async () => {
    const before = await quietResources();
    const house = await openBusyHouse();
    house.upstream.script(neverAnswers(), hangsMidStream(2));
    const streams = endpointsTogether.filter(({ stream }) => stream);
    const replies = streams.map(({ path, request }) => house.open(path, { body: request }).reply);
    await house.upstream.nextRequest();
    await house.upstream.nextRequest();
    await Promise.all([house.gateway.close(), house.gateway.close()]);
    await Promise.all(replies);
    await house.close();
    await expectNothingLeft(before);
  });

  it('a gateway that was never asked opens nothing', async () => {
    const before = await quietResources();
    const gateway = createGateway({
      providers: [createHttpProvider({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'sk' })],
    });
    expect(openResources()).toEqual(before);
    await gateway.close();
    expect(openResources()).toEqual(before);
  });
});

forEachStream('a client that does not read, %s', (_, { asks, path, request }, openHouse) => {
  const filler = 'x'.repeat(32 * 1024);
  const opening = openingOf(asks);
  const item_id = /"item_id":"([^"]+)"/.exec(opening.join(''))?.[1];
  const place = { item_id, output_index: 0, content_index: 0 };
  const pieces = new Map<string, object>([
    ['chat', { choices: [{ index: 0, delta: { content: filler } }] }],
    ['responses', { type: 'response.output_text.delta', ...place, delta: filler }],
    [
      'messages',
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: filler } },
    ],
    ['images', { type: 'image_generation.partial_image', b64_json: filler }],
  ]);
  /** Without end, far faster than anybody reads. */
  function* frames() {
    yield* opening;
    for (;;) yield pieces.get(asks) ?? {};
  }
  const look: Hooks = { name: 'look', onChunk: (event) => ({ ...event }) };

  it.each([
    ['no chunk hook', []],
    ['a chunk hook', [look]],
  ])(
    '%s: stops the upstream after what fits into buffers, and goes on when it reads',
    async (_name, use) => {
      await using house = await openHouse({ use });
      house.upstream.script(stream(frames()));
      const open = house.open(path, { body: request });
      const response = await open.response;
      response.pause();
      const asked = await house.upstream.nextRequest();
      const stalledAt = await plateau(() => asked.sentBytes);
      // Two loopback sockets with the buffers of their kernel; ours hold kilobytes.
      expect(stalledAt).toBeLessThan(40 * 1024 * 1024);
      response.resume();
      await until('it goes on', () => asked.sentBytes > stalledAt + 8 * 1024 * 1024);
      open.leave();
      await until('the upstream is let go', () => house.upstream.openStreams() === 0);
    },
  );
});

/** What has to stand in front of endless pieces of one text. */
function openingOf(asks: ApiName): readonly string[] {
  if (asks === 'responses') return recordings.responsesText.frames.slice(0, 5);
  return asks === 'messages' ? recordings.messagesToolCalls.frames.slice(0, 4) : [];
}

/** The value at which something stops growing for a while. */
async function plateau(read: () => number): Promise<number> {
  let last = -1;
  let steadySince = performance.now();
  const deadline = performance.now() + 10_000;
  while (performance.now() - steadySince < 300) {
    if (performance.now() > deadline) throw new Error(`It still grows: ${read()}.`);
    const now = read();
    if (now !== last || now === 0) steadySince = performance.now();
    last = now;
    await pause(10);
  }
  return last;
}

describe('memory', () => {
  it('does not grow with requests, aborted streams and failures', async () => {
    const program = fileURLToPath(new URL('./support/heap-slope.ts', import.meta.url));
    const args = ['--conditions=@gw/source', '--expose-gc', '--no-warnings', program];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill());
    let text = '';
    child.stdout.on('data', (piece: Buffer) => {
      text += piece;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    const { bytesPerCall, heaps } = JSON.parse(text) as { bytesPerCall: number; heaps: number[] };
    // A leak of one small object a call is a hundred bytes or more; noise is far less.
    expect(bytesPerCall, `heaps: ${heaps.join(', ')}`).toBeLessThan(200);
  }, 90_000);

  it('first bytes do not wait for observers', async () => {
    const slow: Hooks = {
      name: 'slow',
      collect: true,
      observe: () => new Promise<void>(() => undefined),
    };
    await using house = await openBusyHouse({ use: [slow] });
    for (const { path, request } of endpointsTogether) {
      const reply = await house.send(path, { body: request });
      expect(reply.status).toBe(200);
      expect(reply.ending).toBe('end');
    }
  });

  it('tokens pass one by one: none waits for the next', async () => {
    const gate = createGate();
    await using house = await openHouse();
    house.upstream.script(compose(normal(), gated(gate)));
    const { path, request } = chatStream;
    const open = house.open(path, { body: request });
    await house.upstream.nextRequest();
    gate.release(2);
    for (const word of ['You', ' wrote:', ' one', ' two', ' three']) {
      await until(`"${word}" is there`, () => open.received().includes(`"${word}"`));
      gate.release();
    }
    gate.open();
    expect((await open.reply).ending).toBe('end');
  });
});
