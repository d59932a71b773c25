import { createNodeHandler } from '@gw/adapter-node';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Leave, recordings, respond, stream } from '@gw/testkit/upstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, type CutRig, openCutRig, type Playable } from './support/cut-rig.ts';
import { inBatches } from './support/in-batches.ts';
import { send } from './support/raw-client.ts';

const { chatText, chatToolCalls, imagePartials } = recordings;

/** Each with the frame that holds its first content. */
const streams = [
  { name: 'chat-text', recorded: chatText, firstContent: 1 },
  { name: 'chat-tools', recorded: chatToolCalls, firstContent: 1 },
  { name: 'images', recorded: imagePartials, firstContent: 0 },
] as const;

const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Grüße, 東京 👋🏽!', refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

/** Frames arrive one by one, four in one read, or all that come in one. */
const readSizes = [1, 4, Number.POSITIVE_INFINITY];

const playables = new Map<string, Playable>([
  ...streams.flatMap(({ name, recorded: { path, request, frames } }) =>
    readSizes.map((size): [string, Playable] => [
      `${name}/${size}`,
      { path, request, answer: stream(grouped(frames, size)) },
    ]),
  ),
  [
    'json',
    {
      path: '/chat/completions',
      request: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] },
      answer: respond({ json: completion }),
    },
  ],
]);

/** Far more than one turn of a busy event loop, far less than a test may take. */
const idleMs = 600;
const hows = ['fin', 'reset', 'stall'] as const;
const widthOf = { fin: 24, reset: 24, stall: 500, end: 24 } satisfies Record<Leave, number>;

let rig: CutRig;
beforeAll(async () => {
  rig = await openCutRig(playables, { idleMs });
});
afterAll(() => rig.close());

describe.each(streams)('$name, cut at every byte', ({ name, recorded, firstContent }) => {
  const { bytes, frames } = recorded;
  const whole = Buffer.from(bytes);
  const ends = frameEnds(frames);
  const committedAt = ends[firstContent] as number;

  it.concurrent.each(hows)(
    '%s: a prefix, then an error or the whole of a second try; never twice, never a clean end',
    async (how) => {
      await inBatches(allCuts(how), widthOf[how], async (cut) => {
        const size = readSizes[cut.at % readSizes.length];
        const answered = await rig.ask(`${name}/${size}`, cut);
        expect(answered.thrown).toBeUndefined();
        expectHonest(answered.status, answered.bytes, cut, answered.calls);
      });
    },
    120_000,
  );

  it.concurrent.each(hows)(
    '%s: the same over a socket, at every end of a frame',
    async (how) => {
      const server = createServer(createNodeHandler(rig.gateway));
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const cuts = ends.flatMap((end) => [end - 1, end, end + 1]).filter((at) => at <= whole.length);
      await inBatches(new Set(cuts), widthOf[how], async (at) => {
        const cut: Cut = { at, how, retry: 'on' };
        const told = `${name}/1`;
        const headers = { ...rig.headersFor(told, cut), 'x-cut': `${told} ${at} ${how} socket` };
        const url = `http://127.0.0.1:${port}/v1${recorded.path}`;
        const reply = await send(url, { body: recorded.request, headers });
        expect(reply.ending).toBe('end');
        const calls = rig.upstream.requests.filter((r) => r.header('x-cut') === headers['x-cut']);
        expectHonest(reply.status, reply.body, cut, calls.length);
      });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    60_000,
  );

  /** With retries at every byte; without them up to the commit point, behind which they are nothing. */
  function* allCuts(how: Leave): Generator<Cut> {
    for (let at = 0; at <= whole.length; at++) {
      yield { at, how, retry: 'on' };
      if (at <= committedAt) yield { at, how, retry: 'off' };
    }
  }

  function expectHonest(status: number, got: Buffer, cut: Cut, calls: number): void {
    try {
      if (status !== 200) expectError(status, got, cut, calls);
      else if (got.equals(whole)) expectWhole(cut, calls);
      else expectPrefix(got, cut, calls);
    } catch (cause) {
      const place = `${cut.how} after byte ${cut.at}, retries ${cut.retry}, ${calls} calls`;
      throw new Error(`${place}: ${status} ${got.toString().slice(-300)}`, { cause });
    }
  }

  /** A reset may take bytes away that had arrived; the others leave them. */
  function expectBeforeCommit({ at, how }: Cut): void {
    if (how !== 'reset') expect(at).toBeLessThan(committedAt);
  }

  function expectError(status: number, got: Buffer, cut: Cut, calls: number): void {
    expect(cut.retry).toBe('off');
    expect(calls).toBe(1);
    expect(status).toBe(cut.how === 'stall' ? 504 : 502);
    const { error } = JSON.parse(got.toString()) as { error: object };
    expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
    expectBeforeCommit(cut);
  }

  function expectWhole(cut: Cut, calls: number): void {
    if (calls === 2) expectBeforeCommit(cut);
    // Not before the last byte: a stream without its end is not whole.
    else expect([cut.at, calls]).toEqual([whole.length, 1]);
  }

  function expectPrefix(got: Buffer, { at, how, retry }: Cut, calls: number): void {
    expect(calls).toBe(1);
    const text = got.toString();
    const tail = text.slice(text.lastIndexOf('\n\n', text.length - 3) + 2);
    const sent = got.subarray(0, got.length - Buffer.byteLength(tail));
    expect(whole.subarray(0, sent.length).equals(sent)).toBe(true);
    expect(text).not.toContain('[DONE]');
    const code = how === 'stall' ? 'upstream_timeout' : 'upstream_incomplete';
    expect(tail).toMatch(/^(event: error\n)?data: {.*}\n\n$/);
    expect(tail).toContain(`"code":"${code}"`);
    if (how === 'reset') return void expect([0, ...ends]).toContain(sent.length);
    expect(retry === 'off' ? at : committedAt).toBeGreaterThanOrEqual(committedAt);
    expect(sent.length).toBe(ends.findLast((end) => end <= at));
  }
});

describe('a JSON reply, cut at every byte', () => {
  const whole = Buffer.from(JSON.stringify(completion));

  it.concurrent.each(hows)('%s: an error, or the whole of a second try', async (how) => {
    const cuts = function* (): Generator<Cut> {
      for (let at = 0; at < whole.length; at++) {
        yield { at, how, retry: 'on' };
        yield { at, how, retry: 'off' };
      }
    };
    await inBatches(cuts(), widthOf[how], async (cut) => {
      const { status, bytes, text, calls } = await rig.ask('json', cut);
      if (cut.retry === 'on') {
        expect([cut.at, status, calls]).toEqual([cut.at, 200, 2]);
        expect(bytes.equals(whole)).toBe(true);
        return;
      }
      expect([cut.at, status, calls]).toEqual([cut.at, how === 'stall' ? 504 : 502, 1]);
      expect(text).toMatch(/^{"error":{.*}}$/);
    });
  }, 60_000);
});

/** Offsets behind each frame. */
function frameEnds(frames: readonly string[]): number[] {
  let end = 0;
  return frames.map((frame) => {
    end += Buffer.byteLength(frame);
    return end;
  });
}

/** So many frames in one write. */
function grouped(frames: readonly string[], size: number): string[] {
  if (size === Number.POSITIVE_INFINITY) return [frames.join('')];
  return Array.from({ length: Math.ceil(frames.length / size) }, (_, at) =>
    frames.slice(at * size, (at + 1) * size).join(''),
  );
}
