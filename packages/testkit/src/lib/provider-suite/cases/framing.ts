import assert from 'node:assert/strict';
import { comments, cr, crlf } from '../../behaviours/framing.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { answerIn, greeting, parallelCalls } from '../answers.ts';
import { askStream } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { framesOf, readStream, textOf } from '../frames.ts';
import { type Needs, type ProviderCase, upstreamTalkCases } from '../provider-case.ts';
import type { ChatAnswer } from '../provider-wire.ts';
import { inOneWrite } from '../reads.ts';
import type { Talk } from '../talk.ts';

async function framesWith(
  bench: UpstreamBench,
  talk: Talk,
  answer: ChatAnswer,
  ...spoilers: Behaviour[]
) {
  bench.upstream.script(answerIn(talk, bench.wire, answer, 'stream', ...spoilers));
  return framesOf(bench, await askStream(bench, talk.api));
}

/** However its lines end, a stream says the same, and goes on with line ends that all clients read. */
function lineEndCases(name: string, needs: Needs, spoiler: Behaviour): readonly ProviderCase[] {
  return upstreamTalkCases(`framing of <api>: ${name}`, needs, async (bench, talk) => {
    for (const answer of [greeting, parallelCalls]) {
      const plain = await framesWith(bench, talk, answer);
      const spoiled = await framesWith(bench, talk, answer, spoiler);
      assert.deepEqual(talk.sayingIn(bench, spoiled), talk.sayingIn(bench, plain));
      assert.doesNotMatch(textOf(spoiled), /\r/, 'no CR goes on to the client');
    }
  });
}

export const framingCases: readonly ProviderCase[] = [
  ...lineEndCases('lines that end with CR LF', {}, crlf()),
  ...lineEndCases('lines that end with CR', { sse: true }, cr()),
  ...lineEndCases('comments between the frames', { sse: true }, comments()),
  ...upstreamTalkCases('framing of <api>: a frame of megabytes', {}, async (bench, talk) => {
    const huge = 'ü'.repeat(2 * 1024 * 1024);
    const frames = await framesWith(bench, talk, { ...greeting, text: ['a', huge, 'z'] });
    // Compared in the test, because a difference of megabytes is no message.
    assert.ok(talk.textIn(frames) === `a${huge}z`, 'it comes whole');
  }),
  ...upstreamTalkCases(
    'framing of <api>: frames that come together go on together',
    {},
    async (bench, talk) => {
      bench.upstream.script(answerIn(talk, bench.wire, greeting, 'stream', inOneWrite()));
      const { frames, reads, failure } = await readStream(bench, await askStream(bench, talk.api));
      assert.equal(failure, undefined);
      assert.equal(talk.textIn(frames), greeting.text.join(''));
      assert.ok(reads < frames.length, `${frames.length} frames in ${reads} reads`);
    },
  ),
];
