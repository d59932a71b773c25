import assert from 'node:assert/strict';
import { cutMidStream } from '../../behaviours/cut.ts';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import type { Leave } from '../../upstream/step.ts';
import { anyApi, anyJson, chatOf, greeting } from '../answers.ts';
import { ask, askStream, failureOf } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { checkFailure } from '../failure.ts';
import { framesOf, type ReadStream, readStream } from '../frames.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import { cutInsideFrame } from '../reads.ts';
import { toldIn } from '../told.ts';

const said = greeting.text.join('');
const isCut = ['upstream_incomplete', 'upstream_unreachable'];

async function cutJson(bench: UpstreamBench): Promise<void> {
  for (const how of ['fin', 'reset'] as const) {
    for (const afterBytes of [0, 1, 20]) {
      bench.upstream.script(compose(anyJson(bench), cutMidStream({ afterBytes, how })));
      const pending = ask(bench, anyApi(bench));
      checkFailure(await failureOf(bench, 'a call whose reply breaks off', pending), isCut);
    }
  }
}

async function readCut(bench: UpstreamBench, cut: Behaviour): Promise<ReadStream> {
  bench.upstream.script(chatOf(bench.wire, greeting, 'stream', cut));
  return readStream(bench, await askStream(bench));
}

/** Between the frames and inside of them. */
const cuts = [0, 1, 2, 3].flatMap((afterFrames) =>
  [cutMidStream, cutInsideFrame].map((cut) => (how: Leave) => cut({ afterFrames, how })),
);

async function cutStream(bench: UpstreamBench): Promise<void> {
  for (const how of ['fin', 'reset'] as const) {
    for (const cut of cuts) {
      const { frames, failure } = await readCut(bench, cut(how));
      assert.ok(failure, `cut by ${how} behind ${frames.length} frames it looks like a clean end`);
      checkFailure(failure.error, isCut);
      const { text } = toldIn(frames);
      assert.ok(said.startsWith(text), 'what came before the cut came once, and whole');
    }
  }
}

/** HTTP has ended well then; only the frame tells that something is missing. */
async function endInsideFrame(bench: UpstreamBench): Promise<void> {
  for (const afterFrames of [0, 1, 3]) {
    const { failure } = await readCut(bench, cutInsideFrame({ afterFrames, how: 'end' }));
    assert.ok(failure, `ended inside frame ${afterFrames + 1} it looks like a clean end`);
    checkFailure(failure.error, ['upstream_incomplete']);
  }
}

const needs = { api: 'chat' } as const;

export const cutReplyCases: readonly ProviderCase[] = [
  upstreamCase('cut replies: JSON that breaks off is an error', {}, cutJson),
  upstreamCase('cut replies: a stream that breaks off is no clean end', needs, cutStream),
  upstreamCase(
    'cut replies: a stream that ends inside a frame is no clean end',
    needs,
    endInsideFrame,
  ),
  upstreamCase('cut replies: they do no harm to the next call', needs, async (bench) => {
    await readCut(bench, cutInsideFrame({ afterFrames: 1, how: 'fin' }));
    bench.upstream.script(chatOf(bench.wire, greeting, 'stream'));
    assert.equal(toldIn(await framesOf(bench, await askStream(bench))).text, said);
  }),
];
