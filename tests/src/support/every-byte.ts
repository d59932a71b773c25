import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeHandler } from '@gw/adapter-node';
import type { ApiName, Gateway } from '@gw/core';
import { doneFrame, type RecordedStream, stream } from '@gw/testkit/upstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, type CutRig, openCutRig, type Playable } from './cut-rig.ts';
import { inBatches } from './in-batches.ts';
import { send } from './raw-client.ts';
import { errorFor, refusalFor } from './refusals.ts';
import { endsWell, errorAtEnd } from './sse-text.ts';

/** Far more than one turn of a busy event loop, far less than a test may take. */
export const idleMs = 900;
/** How the upstream leaves, and how many calls are under way at once: who waits costs nothing. */
export const hows = ['fin', 'reset', 'stall'] as const;
export const widthOf = { fin: 24, reset: 24, stall: 350 } as const;

type How = (typeof hows)[number];

/** Frames arrive one by one, four in one read, or all that come in one. */
const readSizes = [1, 4, Number.POSITIVE_INFINITY];

/** Who asks for a recorded stream, and what it gets to read. */
export interface Reader {
  /** The one that it speaks. */
  readonly api: ApiName;
  /** Behind `/v1`. */
  readonly path: string;
  readonly request: object;
  /** What the upstream's provider declares. */
  readonly apis: readonly ApiName[];
  /** Whether the stream begins before its first content. */
  readonly beginsEarly?: boolean;
  /** What of the upstream's stream is told by so many of its frames. */
  told(frames: readonly string[]): string;
  /** The same as the client has it, whether the stream ended well or failed. */
  heard(text: string): string;
  /** How long the upstream may say nothing. Default: {@link idleMs}. */
  readonly idleMs?: number;
  /** @throws {AssertionError} where the stream breaks rules of its api. */
  check?(text: string): void;
}

/** Asks in the recorded api, and gets its bytes: those of the frames, in front of an error. */
export function nativeReader({ path, request }: RecordedStream, api: ApiName): Reader {
  return {
    api,
    path,
    request,
    apis: [api],
    told: (frames) => frames.join(''),
    heard: (text) => (endsWell(text) ? withoutOwnEnd(text) : text.slice(0, startOfError(text))),
  };
}

/** The end that OpenAI's Responses streams do not have. */
function withoutOwnEnd(text: string): string {
  return text.startsWith('event: response.created') ? text.slice(0, -doneFrame.length) : text;
}

function startOfError(text: string): number {
  const named = text.lastIndexOf('event: error\n');
  return named >= 0 ? named : text.lastIndexOf('\n\n', text.length - 3) + 2;
}

/**
 * The tests of one recorded stream, broken off behind every byte of it in every way.
 * @param firstContent the frame that commits a call.
 */
export function describeEveryByte(
  name: string,
  recorded: RecordedStream,
  { firstContent, reader }: { readonly firstContent: number; readonly reader: Reader },
): void {
  const { bytes, frames } = recorded;
  const { path, request } = reader;
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
    rig = await openCutRig(new Map(playables), { idleMs, ...reader });
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
      240_000,
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
      if (status === 200) expectStream(got.toString(), cut, calls);
      else expectError(status, got, cut, calls);
    } catch (cause) {
      const place = `${cut.how} after byte ${cut.at}, retries ${cut.retry}, ${calls} calls`;
      throw new Error(`${place}: ${status} ${got.toString().slice(-300)}`, { cause });
    }
  }

  function expectStream(text: string, cut: Cut, calls: number): void {
    reader.check?.(text);
    if (endsWell(text)) expectWhole(text, cut, calls);
    else expectPrefix(text, cut, calls);
  }

  /** A reset may take bytes away that had arrived; the others leave them. */
  function expectBeforeCommit({ at, how }: Cut): void {
    if (how !== 'reset') expect(at).toBeLessThan(committedAt);
  }

  function expectError(status: number, got: Buffer, cut: Cut, calls: number): void {
    expect(cut.retry).toBe('off');
    expect(calls).toBe(1);
    expect(status).toBe(cut.how === 'stall' ? 504 : 502);
    const error = { ...failureOf(cut), message: expect.any(String) };
    expect(JSON.parse(got.toString())).toEqual(refusalFor(reader, status, error));
    expectBeforeCommit(cut);
  }

  function expectWhole(text: string, cut: Cut, calls: number): void {
    expect(reader.heard(text)).toBe(reader.told(frames));
    if (calls === 2) expectBeforeCommit(cut);
    // Not before the last byte: a stream without its end is not whole.
    else expect([cut.at, calls]).toEqual([whole.length, 1]);
  }

  function expectPrefix(text: string, cut: Cut, calls: number): void {
    expect(calls).toBe(1);
    const status = cut.how === 'stall' ? 504 : 502;
    expect(errorAtEnd(text)).toMatchObject(errorFor(reader, status, failureOf(cut)));
    const heard = reader.heard(text);
    if (reader.beginsEarly && heard === '') expectNothingTold(cut);
    else expectTold(heard, cut);
  }

  function expectNothingTold(cut: Cut): void {
    expect(cut.retry).toBe('off');
    expectBeforeCommit(cut);
  }

  function expectTold(heard: string, { at, how }: Cut): void {
    expect(at).toBeGreaterThanOrEqual(committedAt);
    const arrived = ends.filter((end) => end <= at).length;
    const possible = how === 'reset' ? upTo(arrived) : [reader.told(frames.slice(0, arrived))];
    expect(possible).toContain(heard);
  }

  /** A reset may take frames away that had arrived. */
  function upTo(arrived: number): string[] {
    const counts = Array.from({ length: arrived - firstContent }, (_, at) => firstContent + 1 + at);
    return counts.map((count) => reader.told(frames.slice(0, count)));
  }
}

/** Of a call that broke off. */
function failureOf({ how }: Cut) {
  const code = how === 'stall' ? 'upstream_timeout' : 'upstream_incomplete';
  return { type: 'upstream_error', param: null, code };
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
