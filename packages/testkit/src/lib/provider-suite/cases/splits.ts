import assert from 'node:assert/strict';
import { splitEveryByte, splitUtf8 } from '../../behaviours/framing.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { answerIn, greeting, oneCall, shortAnswer } from '../answers.ts';
import { askStream, hear } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { framesOf } from '../frames.ts';
import { type ProviderCase, upstreamTalkCases } from '../provider-case.ts';
import type { ChatAnswer } from '../provider-wire.ts';
import { forEveryByte, splitAt } from '../reads.ts';
import { keepsBytes } from '../sent-bytes.ts';
import type { Talk } from '../talk.ts';

async function sayingWith(
  bench: UpstreamBench,
  talk: Talk,
  answer: ChatAnswer,
  ...spoilers: Behaviour[]
) {
  bench.upstream.script(answerIn(talk, bench.wire, answer, 'stream', ...spoilers));
  return talk.sayingIn(bench, await framesOf(bench, await askStream(bench, talk.api)));
}

/** Two reads that meet at each byte of a stream in turn. */
async function everyTwoReads(bench: UpstreamBench, talk: Talk): Promise<void> {
  const sent = keepsBytes(bench, talk.answer(bench.wire, shortAnswer, 'stream'));
  const frames = await framesOf(bench, await askStream(bench, talk.api));
  const whole = talk.sayingIn(bench, frames);
  await forEveryByte(sent(), async (byte) => {
    const saying = await sayingWith(bench, talk, shortAnswer, splitAt(byte));
    assert.deepEqual(saying, whole, `two reads that meet at or near byte ${byte}`);
  });
}

async function everyByteItsRead(bench: UpstreamBench, talk: Talk): Promise<void> {
  for (const answer of [shortAnswer, oneCall]) {
    const whole = await sayingWith(bench, talk, answer);
    assert.deepEqual(await sayingWith(bench, talk, answer, splitEveryByte()), whole);
  }
}

export const splitCases: readonly ProviderCase[] = [
  ...upstreamTalkCases(
    'splits of <api>: two reads that meet at any byte give the same frames',
    {},
    everyTwoReads,
  ),
  ...upstreamTalkCases(
    'splits of <api>: reads of one byte give the same frames',
    {},
    everyByteItsRead,
  ),
  ...upstreamTalkCases(
    'splits of <api>: characters torn apart come whole',
    {},
    async (bench, talk) => {
      const torn = await sayingWith(bench, talk, greeting, splitUtf8());
      assert.deepEqual(torn, await sayingWith(bench, talk, greeting));
    },
  ),
  ...upstreamTalkCases(
    'splits of <api>: JSON with characters torn apart is the same JSON',
    {},
    async (bench, talk) => {
      bench.upstream.script(answerIn(talk, bench.wire, greeting, 'json', splitUtf8()));
      const { text } = await hear(bench, talk, { text: 'Say it.' }, 'json');
      assert.equal(text, greeting.text.join(''));
    },
  ),
];
