import assert from 'node:assert/strict';
import { encodeFrame, type StreamFrame, type StreamReply } from '@gw/core';
import type { Bench } from './bench.ts';

export type Frames = readonly StreamFrame[];

/** What was read of a stream until its end or its failure. */
export interface ReadStream {
  readonly frames: StreamFrame[];
  /** How many reads brought them. */
  reads: number;
  /** Why it stopped; undefined after a clean end. */
  failure?: { readonly error: unknown };
}

/** Reads a stream to its end, whichever it is. */
export async function readStream(bench: Bench, { stream }: StreamReply): Promise<ReadStream> {
  const iterator = stream[Symbol.asyncIterator]();
  const read: ReadStream = { frames: [], reads: 0 };
  try {
    for (;;) {
      const next = await bench.soon('the next frames', iterator.next());
      if (next.done) return read;
      checkFrames(next.value);
      read.frames.push(...next.value);
      read.reads++;
    }
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return { ...read, failure: { error } };
  }
}

/** Leaves a stream, as a consumer does that wants no more. */
export async function leave(bench: Bench, iterator: AsyncIterator<Frames>): Promise<void> {
  assert.ok(iterator.return, 'a stream has "return"');
  const { done } = await bench.soon('return()', iterator.return());
  assert.equal(done, true, 'return() ends the stream');
}

/** All frames of a stream that has to end well. */
export async function framesOf(bench: Bench, reply: StreamReply): Promise<Frames> {
  const { frames, failure } = await readStream(bench, reply);
  assert.equal(failure?.error, undefined, 'the stream ends well');
  assert.ok(failure === undefined, 'the stream ends well');
  return frames;
}

/** One read brings all its frames at once, in the shapes of the contract. */
function checkFrames(frames: Frames): void {
  assert.ok(Array.isArray(frames), 'a stream yields arrays of frames');
  for (const { kind, raw } of frames) {
    assert.ok(['event', 'done', 'comment'].includes(kind), `"${kind}" is no kind of frame`);
    assert.ok(raw === undefined || raw instanceof Uint8Array, '"raw" holds bytes');
    assert.ok(kind !== 'comment' || raw !== undefined, 'a comment has its bytes');
  }
}

/** What a frame means, without the bytes that said so. */
export function meaningOf(frames: Frames): unknown[] {
  return frames.flatMap((frame): unknown[] => {
    if (frame.kind === 'event') return [{ name: frame.name, event: frame.event }];
    return frame.kind === 'done' ? ['done'] : [];
  });
}

/** The bytes that go on to the client, as text. */
export function textOf(frames: Frames): string {
  return new TextDecoder().decode(Buffer.concat(frames.map(encodeFrame)));
}
