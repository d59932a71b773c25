import assert from 'node:assert/strict';
import { cutMidStream } from '../../behaviours/cut.ts';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import type { Leave } from '../../upstream/step.ts';
import { answerIn, goodJson, greeting } from '../answers.ts';
import { ask, askStream, failureOf } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { checkFailure } from '../failure.ts';
import { framesOf, type ReadStream, readStream } from '../frames.ts';
import { type ProviderCase, upstreamCase, upstreamTalkCases } from '../provider-case.ts';
import { cutInsideFrame } from '../reads.ts';
import type { Talk } from '../talk.ts';

const said = greeting.text.join('');
const isCut = ['upstream_incomplete', 'upstream_unreachable'];

async function cutJson(bench: UpstreamBench): Promise<void> {
  for (const api of bench.provider.capabilities.apis) {
    for (const how of ['fin', 'reset'] as const) {
      for (const afterBytes of [0, 1, 10]) {
        const cut = cutMidStream({ afterBytes, how });
        bench.upstream.script(compose(goodJson(bench.wire, api), cut));
        const pending = ask(bench, api);
        checkFailure(await failureOf(bench, 'a call whose reply breaks off', pending), isCut);
      }
    }
  }
}

async function readCut(bench: UpstreamBench, talk: Talk, cut: Behaviour): Promise<ReadStream> {
  bench.upstream.script(answerIn(talk, bench.wire, greeting, 'stream', cut));
  return readStream(bench, await askStream(bench, talk.api));
}

/** Between the frames and inside of them: behind the head, the beginning, the first words, and later. */
const cuts = [0, 1, 2, 3, 4].flatMap((afterFrames) =>
  [cutMidStream, cutInsideFrame].map((cut) => (how: Leave) => cut({ afterFrames, how })),
);

async function cutStream(bench: UpstreamBench, talk: Talk): Promise<void> {
  for (const how of ['fin', 'reset'] as const) {
    for (const cut of cuts) {
      const { frames, failure } = await readCut(bench, talk, cut(how));
      assert.ok(failure, `cut by ${how} behind ${frames.length} frames it looks like a clean end`);
      checkFailure(failure.error, isCut);
      assert.ok(
        said.startsWith(talk.textIn(frames)),
        'what came before the cut came once, and whole',
      );
    }
  }
}

/** HTTP has ended well then; only the frame tells that something is missing. */
async function endInsideFrame(bench: UpstreamBench, talk: Talk): Promise<void> {
  for (const afterFrames of [0, 1, 3]) {
    const { failure } = await readCut(bench, talk, cutInsideFrame({ afterFrames, how: 'end' }));
    assert.ok(failure, `ended inside frame ${afterFrames + 1} it looks like a clean end`);
    checkFailure(failure.error, ['upstream_incomplete']);
  }
}

/** Nothing tells but the frames that are not there. Where they pass unread the gateway sees it. */
async function endTooEarly(bench: UpstreamBench, talk: Talk): Promise<void> {
  for (const afterFrames of [0, 1, 3]) {
    const cut = cutMidStream({ afterFrames, how: 'end' });
    const { frames, failure } = await readCut(bench, talk, cut);
    if (failure) checkFailure(failure.error, isCut);
    assert.ok(!talk.endsIn(frames), `ended behind frame ${afterFrames} it is told to be whole`);
  }
}

export const cutReplyCases: readonly ProviderCase[] = [
  upstreamCase('cut replies: JSON that breaks off is an error', {}, cutJson),
  ...upstreamTalkCases(
    'cut replies of <api>: a stream that breaks off is no clean end',
    {},
    cutStream,
  ),
  ...upstreamTalkCases(
    'cut replies of <api>: a stream that ends inside a frame is no clean end',
    {},
    endInsideFrame,
  ),
  ...upstreamTalkCases(
    'cut replies of <api>: a stream that ends too early is not told to be whole',
    {},
    endTooEarly,
  ),
  ...upstreamTalkCases(
    'cut replies of <api>: they do no harm to the next call',
    {},
    async (bench, talk) => {
      await readCut(bench, talk, cutInsideFrame({ afterFrames: 1, how: 'fin' }));
      bench.upstream.script(talk.answer(bench.wire, greeting, 'stream'));
      const frames = await framesOf(bench, await askStream(bench, talk.api));
      assert.equal(talk.textIn(frames), said);
    },
  ),
];
