import assert from 'node:assert/strict';
import { hangsMidStream } from '../../behaviours/timing.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import type { Step } from '../../upstream/step.ts';
import { answerIn, greeting, says } from '../answers.ts';
import { askStream, keep } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { leave } from '../frames.ts';
import { settle } from '../patience.ts';
import { type ProviderCase, talkCases, upstreamTalkCases } from '../provider-case.ts';
import type { Talk } from '../talk.ts';

/** Opens a stream that hangs behind so many frames. */
async function openStream(bench: UpstreamBench, talk: Talk, frames: number) {
  bench.upstream.script(answerIn(talk, bench.wire, greeting, 'stream', hangsMidStream(frames)));
  const { stream } = await askStream(bench, talk.api);
  return stream[Symbol.asyncIterator]();
}

async function isLetGo({ soon, upstream }: UpstreamBench): Promise<void> {
  const [sent] = upstream.requests;
  await soon('the upstream sees it', sent?.aborted ?? assert.fail('no request'));
}

const bigPiece = 'x'.repeat(256 * 1024);

/** A stream that repeats its first frame with all of that for ever. */
function endless(): Behaviour {
  return function* (answer): Generator<Step> {
    for (const step of answer) {
      yield step;
      if (step.kind === 'write' && step.bytes.length >= bigPiece.length) for (;;) yield step;
    }
  };
}

/** What the buffers of two sockets hold, and much more. */
const boundBytes = 48 * 1024 * 1024;

async function holdsBack(bench: UpstreamBench, talk: Talk): Promise<void> {
  const big = { ...greeting, text: [bigPiece] };
  bench.upstream.script(answerIn(talk, bench.wire, big, 'stream', endless()));
  const iterator = (await askStream(bench, talk.api)).stream[Symbol.asyncIterator]();
  await bench.soon('the first frames', iterator.next());
  const sent = bench.upstream.requests[0] ?? assert.fail('no request');
  let before = -1;
  while (before !== sent.sentBytes) {
    before = sent.sentBytes;
    assert.ok(before < boundBytes, 'the upstream is read without bound');
    await settle();
  }
  await leave(bench, iterator);
  await isLetGo(bench);
}

export const leavingCases: readonly ProviderCase[] = [
  ...talkCases('leaving <api>: return() ends the stream', {}, async (bench, talk) => {
    says(bench, talk, greeting, 'stream');
    const iterator = (await askStream(bench, talk.api)).stream[Symbol.asyncIterator]();
    await bench.soon('the first frames', iterator.next());
    await leave(bench, iterator);
    assert.equal((await bench.soon('the end', iterator.next())).done, true);
    await leave(bench, iterator);
  }),
  ...upstreamTalkCases(
    'leaving <api>: return() between two reads lets go of the upstream',
    {},
    async (bench, talk) => {
      const iterator = await openStream(bench, talk, 2);
      await bench.soon('the first frame', iterator.next());
      await leave(bench, iterator);
      await isLetGo(bench);
    },
  ),
  ...upstreamTalkCases(
    'leaving <api>: return() while a read is awaited lets go of the upstream',
    {},
    async (bench, talk) => {
      const iterator = await openStream(bench, talk, 0);
      const read = keep(iterator.next());
      await settle();
      await leave(bench, iterator);
      assert.equal((await bench.soon('the read', read)).done, true);
      await isLetGo(bench);
    },
  ),
  ...upstreamTalkCases(
    'leaving <api>: return() before the first read lets go of the upstream',
    {},
    async (bench, talk) => {
      const iterator = await openStream(bench, talk, 2);
      await leave(bench, iterator);
      await isLetGo(bench);
    },
  ),
  ...upstreamTalkCases(
    'leaving <api>: a stream that nobody reads holds the upstream back',
    {},
    holdsBack,
  ),
];
