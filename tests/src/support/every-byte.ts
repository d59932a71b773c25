import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeHandler } from '@gw/adapter-node';
import type { Gateway } from '@gw/core';
import { type RecordedStream, stream } from '@gw/testkit/upstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, type CutRig, openCutRig, type Playable } from './cut-rig.ts';
import { inBatches } from './in-batches.ts';
import { send } from './raw-client.ts';
import { errorAtEnd } from './sse-text.ts';

/** Far more than one turn of a busy event loop, far less than a test may take. */
export const idleMs = 900;
/** How the upstream leaves, and how many calls are under way at once: who waits costs nothing. */
export const hows = ['fin', 'reset', 'stall'] as const;
export const widthOf = { fin: 24, reset: 24, stall: 350 } as const;

type How = (typeof hows)[number];

/** Frames arrive one by one, four in one read, or all that come in one. */
const readSizes = [1, 4, Number.POSITIVE_INFINITY];

/**
 * The tests of one recorded stream, broken off behind every byte of it in every way.
 * @param firstContent the frame that commits a call.
 */
export function describeEveryByte(
  name: string,
  recorded: RecordedStream,
  { firstContent }: { readonly firstContent: number },
): void {
  const { bytes, frames, path, request } = recorded;
  const whole = Buffer.from(bytes);
  const ends = frameEnds(frames);
  const committedAt = ends[firstContent] as number;
  const nameOf = (size: number) => `${size}-at-once`;
  const playables = readSizes.map((size): [string, Playable] => [
    nameOf(size),
    { path, request, answer: stream(grouped(frames, size)) },
  ]);

  let rig: CutRig;
  beforeAll(async () => {
    rig = await openCutRig(new Map(playables), { idleMs });
  });
  afterAll(() => rig.close());

  describe(`${name}, cut at every byte`, () => {
    it.concurrent.each(hows)(
      '%s: a prefix and an error, or the whole of a second try; never twice, never a clean end',
      async (how) => {
        await inBatches(allCuts(how), widthOf[how], async (cut) => {
          const size = readSizes[cut.at % readSizes.length] as number;
          const { status, bytes: got, thrown, calls } = await rig.ask(nameOf(size), cut);
          expect(thrown).toBeUndefined();
          expectHonest(status, got, cut, calls);
        });
      },
      120_000,
    );

    it.concurrent.each(hows)(
      '%s: the same over a socket, around every end of a frame',
      async (how) => {
        const { server, origin } = await listen(rig.gateway);
        const cuts = ends.flatMap((end) => [end - 1, end, end + 1]);
        await inBatches(cuts, widthOf[how], async (at) => {
          // Not one of those that have been asked for through the inner door.
          const number = 1 + at;
          const cut: Cut = { at: Math.min(at, whole.length), how, retry: 'on', number };
          const headers = rig.headersFor(nameOf(1), cut);
          const reply = await send(`${origin}/v1${path}`, { body: request, headers });
          expect(reply.ending).toBe('end');
          expectHonest(reply.status, reply.body, cut, rig.callsOf(nameOf(1), cut));
        });
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
      60_000,
    );
  });

  /** With retries at every byte; without them up to the commit point, behind which they are nothing. */
  function* allCuts(how: How): Generator<Cut> {
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

  function expectPrefix(got: Buffer, { at, how }: Cut, calls: number): void {
    expect(calls).toBe(1);
    const text = got.toString();
    const tail = text.slice(text.lastIndexOf('\n\n', text.length - 3) + 2);
    const sent = got.subarray(0, got.length - Buffer.byteLength(tail));
    expect(whole.subarray(0, sent.length).equals(sent)).toBe(true);
    expect(text).not.toContain('[DONE]');
    const code = how === 'stall' ? 'upstream_timeout' : 'upstream_incomplete';
    expect(errorAtEnd(tail)).toMatchObject({ type: 'upstream_error', param: null, code });
    expect(at).toBeGreaterThanOrEqual(committedAt);
    if (how === 'reset') expect(ends.slice(firstContent)).toContain(sent.length);
    else expect(sent.length).toBe(ends.findLast((end) => end <= at));
  }
}

async function listen(gateway: Gateway): Promise<{ server: Server; origin: string }> {
  const server = createServer(createNodeHandler(gateway));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, origin: `http://127.0.0.1:${port}` };
}

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
