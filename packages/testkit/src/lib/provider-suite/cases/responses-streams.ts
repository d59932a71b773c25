import assert from 'node:assert/strict';
import { cutMidStream } from '../../behaviours/cut.ts';
import { splitUtf8 } from '../../behaviours/framing.ts';
import { hangsMidStream, neverAnswers } from '../../behaviours/timing.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { ask, askStream, failureOf, keep } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { checkFailure } from '../failure.ts';
import { framesOf, meaningOf, readStream } from '../frames.ts';
import { settle } from '../patience.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ReplyKind } from '../provider-wire.ts';
import { cutInsideFrame, forEveryByte, splitAt } from '../reads.ts';
import { briefly, reasoned, responseOf, spoken } from '../responses-answers.ts';
import { keepsBytes } from '../sent-bytes.ts';

const needs = { api: 'responses' } as const;
const reason = new Error('the client left');
const kinds: readonly ReplyKind[] = ['json', 'stream'];
const membersOf = (kind: ReplyKind) => (kind === 'stream' ? { stream: true } : {});

async function framesWith(bench: UpstreamBench, ...spoilers: Behaviour[]): Promise<unknown[]> {
  bench.upstream.script(responseOf(bench.wire, briefly, 'stream', ...spoilers));
  return meaningOf(await framesOf(bench, await askStream(bench, 'responses')));
}

async function everyTwoReads(bench: UpstreamBench): Promise<void> {
  const sent = keepsBytes(bench, responseOf(bench.wire, briefly, 'stream'));
  const whole = meaningOf(await framesOf(bench, await askStream(bench, 'responses')));
  await forEveryByte(sent(), async (byte) => {
    const frames = await framesWith(bench, splitAt(byte));
    assert.deepEqual(frames, whole, `two reads that meet at or near byte ${byte}`);
  });
}

/** Aborts a call that waits in `call`; the caller hears it at once and the upstream sees it. */
async function abortCall(
  bench: UpstreamBench,
  behaviour: Behaviour,
  kind: ReplyKind,
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  bench.upstream.script(behaviour);
  const pending = keep(ask(bench, 'responses', membersOf(kind), { signal }));
  const sent = await bench.soon('the request', bench.upstream.nextRequest());
  await settle();
  controller.abort(reason);
  assert.equal(await failureOf(bench, 'an aborted call', pending), reason);
  await bench.soon('the upstream sees it', sent.aborted);
}

/** Aborts a stream that hangs behind so many frames. */
async function abortStream(bench: UpstreamBench, frames: number): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  bench.upstream.script(responseOf(bench.wire, spoken, 'stream', hangsMidStream(frames)));
  const { stream } = await askStream(bench, 'responses', {}, { signal });
  const iterator = stream[Symbol.asyncIterator]();
  for (let read = 0; read < frames; ) {
    const next = await bench.soon('the first frames', iterator.next());
    assert.ok(!next.done, 'the stream goes on');
    read += next.value.length;
  }
  const waiting = keep(iterator.next());
  await settle();
  controller.abort(reason);
  assert.equal(await failureOf(bench, 'an aborted read', waiting), reason);
  const [sent] = bench.upstream.requests;
  await bench.soon('the upstream sees it', sent?.aborted ?? assert.fail('no request'));
}

/** Where a stream can break off: behind its head, its snapshot, its deltas, and inside of them. */
const cuts = [0, 1, 5].flatMap((afterFrames) =>
  (['fin', 'reset'] as const).flatMap((how) => [
    cutMidStream({ afterFrames, how }),
    cutInsideFrame({ afterFrames, how }),
  ]),
);

async function cutStream(bench: UpstreamBench): Promise<void> {
  for (const cut of cuts) {
    bench.upstream.script(responseOf(bench.wire, reasoned, 'stream', cut));
    const { failure } = await readStream(bench, await askStream(bench, 'responses'));
    assert.ok(failure, 'what breaks off looks like a clean end');
    checkFailure(failure.error, ['upstream_incomplete', 'upstream_unreachable']);
  }
}

export const responsesStreamCases: readonly ProviderCase[] = [
  upstreamCase(
    'responses: two reads that meet at any byte give the same frames',
    needs,
    everyTwoReads,
  ),
  upstreamCase('responses: characters torn apart come whole', needs, async (bench) => {
    const whole = await framesWith(bench);
    assert.deepEqual(await framesWith(bench, splitUtf8()), whole);
  }),
  upstreamCase('responses: a stream that breaks off is no clean end', needs, cutStream),
  upstreamCase('responses: an abort while the head is awaited', needs, async (bench) => {
    for (const kind of kinds) await abortCall(bench, neverAnswers(), kind);
  }),
  upstreamCase('responses: an abort in the middle of a JSON body', needs, async (bench) => {
    const half = cutMidStream({ afterBytes: 10, how: 'stall' });
    await abortCall(bench, responseOf(bench.wire, spoken, 'json', half), 'json');
  }),
  upstreamCase('responses: an abort between the head and the first frame', needs, (bench) =>
    abortStream(bench, 0),
  ),
  upstreamCase('responses: an abort in the middle of a stream', needs, (bench) =>
    abortStream(bench, 5),
  ),
];
