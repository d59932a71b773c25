import assert from 'node:assert/strict';
import { splitEveryByte, splitUtf8 } from '../../behaviours/framing.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { chatOf, greeting, oneCall, shortAnswer } from '../answers.ts';
import { askJson, askStream } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { framesOf } from '../frames.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ChatAnswer } from '../provider-wire.ts';
import { forEveryByte, splitAt } from '../reads.ts';
import { keepsBytes } from '../sent-bytes.ts';
import { sayingOf } from '../told.ts';

async function sayingWith(bench: UpstreamBench, answer: ChatAnswer, ...spoilers: Behaviour[]) {
  bench.upstream.script(chatOf(bench.wire, answer, 'stream', ...spoilers));
  return sayingOf(bench, await framesOf(bench, await askStream(bench)));
}

/** Two reads that meet at each byte of a stream in turn. */
async function everyTwoReads(bench: UpstreamBench): Promise<void> {
  const sent = keepsBytes(bench, chatOf(bench.wire, shortAnswer, 'stream'));
  const whole = sayingOf(bench, await framesOf(bench, await askStream(bench)));
  await forEveryByte(sent(), async (byte) => {
    const saying = await sayingWith(bench, shortAnswer, splitAt(byte));
    assert.deepEqual(saying, whole, `two reads that meet at or near byte ${byte}`);
  });
}

async function everyByteItsRead(bench: UpstreamBench): Promise<void> {
  for (const answer of [shortAnswer, oneCall]) {
    const whole = await sayingWith(bench, answer);
    assert.deepEqual(await sayingWith(bench, answer, splitEveryByte()), whole);
  }
}

export const splitCases: readonly ProviderCase[] = [
  upstreamCase(
    'splits: two reads that meet at any byte give the same frames',
    { api: 'chat' },
    everyTwoReads,
  ),
  upstreamCase('splits: reads of one byte give the same frames', { api: 'chat' }, everyByteItsRead),
  upstreamCase('splits: characters torn apart come whole', { api: 'chat' }, async (bench) => {
    assert.deepEqual(
      await sayingWith(bench, greeting, splitUtf8()),
      await sayingWith(bench, greeting),
    );
  }),
  upstreamCase(
    'splits: JSON with characters torn apart is the same JSON',
    { api: 'chat' },
    async (bench) => {
      bench.upstream.script(chatOf(bench.wire, greeting, 'json', splitUtf8()));
      const { json } = await askJson(bench, 'chat');
      const { choices } = json.json() as { choices: readonly { message: { content?: string } }[] };
      assert.equal(choices[0]?.message.content, greeting.text.join(''));
    },
  ),
];
