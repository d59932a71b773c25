import assert from 'node:assert/strict';
import { hangsMidStream } from '../../behaviours/timing.ts';
import { greeting, says } from '../answers.ts';
import { askStream, failureOf, keep } from '../ask.ts';
import type { Bench } from '../bench.ts';
import type { Frames } from '../frames.ts';
import { settle } from '../patience.ts';
import { type ProviderCase, talkCases, upstreamTalkCases } from '../provider-case.ts';
import type { Talk } from '../talk.ts';

const reason = new Error('the client left');

/** Opens a stream that hangs behind so many frames. */
async function openStream(bench: Bench, talk: Talk, frames: number, signal: AbortSignal) {
  says(bench, talk, greeting, 'stream', hangsMidStream(frames));
  const { stream } = await askStream(bench, talk.api, {}, { signal });
  return stream[Symbol.asyncIterator]();
}

async function readOnce(bench: Bench, iterator: AsyncIterator<Frames>): Promise<void> {
  const next = await bench.soon('the first frames', iterator.next());
  assert.ok(!next.done, 'the stream goes on');
}

/** Reads all that has come. @returns the read that waits for more. */
async function readOn(iterator: AsyncIterator<Frames>) {
  for (;;) {
    const next = keep(iterator.next());
    const isWaiting = await Promise.race([settle().then(() => true), next.then(() => false)]);
    if (isWaiting) return { next };
  }
}

/** The client leaves while the next frames are awaited. */
async function abortRead(bench: Bench, talk: Talk, frames: number): Promise<void> {
  const controller = new AbortController();
  const iterator = await openStream(bench, talk, frames, controller.signal);
  if (frames > 0) await readOnce(bench, iterator);
  // Who asks nobody goes on at once.
  const { next } = bench.upstream ? await readOn(iterator) : { next: keep(iterator.next()) };
  controller.abort(reason);
  assert.equal(await failureOf(bench, 'an aborted read', readToFailure(iterator, next)), reason);
  await isSeen(bench);
}

/** What was on its way when the client left may still come. */
async function readToFailure(
  iterator: AsyncIterator<Frames>,
  first: Promise<IteratorResult<Frames>>,
): Promise<void> {
  let next = await first;
  while (!next.done) next = await iterator.next();
}

/** The client leaves while it reads nothing. */
async function abortUnread(bench: Bench, talk: Talk): Promise<void> {
  const controller = new AbortController();
  const iterator = await openStream(bench, talk, 1, controller.signal);
  await readOnce(bench, iterator);
  if (bench.upstream) await settle();
  controller.abort(reason);
  assert.equal(await failureOf(bench, 'an aborted read', iterator.next()), reason);
  await isSeen(bench);
}

async function isSeen({ upstream, soon }: Bench): Promise<void> {
  const [sent] = upstream?.requests ?? [];
  if (sent) await soon('the upstream sees it', sent.aborted);
}

export const abortStreamCases: readonly ProviderCase[] = [
  ...upstreamTalkCases('abort of <api>: between the head and the first frame', {}, (bench, talk) =>
    abortRead(bench, talk, 0),
  ),
  ...talkCases('abort of <api>: behind the first frame', {}, (bench, talk) =>
    abortRead(bench, talk, 1),
  ),
  ...talkCases('abort of <api>: in the middle of a stream', {}, (bench, talk) =>
    abortRead(bench, talk, 4),
  ),
  ...talkCases(
    'abort of <api>: in the middle of a stream that nobody reads just now',
    {},
    abortUnread,
  ),
];
