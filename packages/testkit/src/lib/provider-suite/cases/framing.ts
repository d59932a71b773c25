import assert from 'node:assert/strict';
import { comments, cr, crlf } from '../../behaviours/framing.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { chatOf, greeting, parallelCalls } from '../answers.ts';
import { askStream } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { framesOf, readStream, textOf } from '../frames.ts';
import { type Needs, type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ChatAnswer } from '../provider-wire.ts';
import { inOneWrite } from '../reads.ts';
import { sayingOf, toldIn } from '../told.ts';

async function framesWith(bench: UpstreamBench, answer: ChatAnswer, ...spoilers: Behaviour[]) {
  bench.upstream.script(chatOf(bench.wire, answer, 'stream', ...spoilers));
  return framesOf(bench, await askStream(bench));
}

/** However its lines end, a stream says the same, and goes on with line ends that all clients read. */
function lineEndCase(name: string, needs: Needs, ...spoilers: Behaviour[]): ProviderCase {
  return upstreamCase(`framing: ${name}`, { api: 'chat', ...needs }, async (bench) => {
    for (const answer of [greeting, parallelCalls]) {
      const plain = await framesWith(bench, answer);
      const spoiled = await framesWith(bench, answer, ...spoilers);
      assert.deepEqual(sayingOf(bench, spoiled), sayingOf(bench, plain));
      assert.doesNotMatch(textOf(spoiled), /\r/, 'no CR goes on to the client');
    }
  });
}

export const framingCases: readonly ProviderCase[] = [
  lineEndCase('lines that end with CR LF', {}, crlf()),
  lineEndCase('lines that end with CR', { sse: true }, cr()),
  lineEndCase('comments between the frames', { sse: true }, comments()),
  upstreamCase('framing: a frame of megabytes', { api: 'chat' }, async (bench) => {
    const huge = 'ü'.repeat(2 * 1024 * 1024);
    const frames = await framesWith(bench, { ...greeting, text: ['a', huge, 'z'] });
    assert.equal(toldIn(frames).text, `a${huge}z`);
  }),
  upstreamCase(
    'framing: frames that come together go on together',
    { api: 'chat' },
    async (bench) => {
      bench.upstream.script(chatOf(bench.wire, greeting, 'stream', inOneWrite()));
      const { frames, reads, failure } = await readStream(bench, await askStream(bench));
      assert.equal(failure, undefined);
      assert.equal(toldIn(frames).text, greeting.text.join(''));
      assert.ok(reads < frames.length, `${frames.length} frames in ${reads} reads`);
    },
  ),
];
