import assert from 'node:assert/strict';
import { hangsMidStream } from '../../behaviours/timing.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import type { Step } from '../../upstream/step.ts';
import { chatOf, greeting, says } from '../answers.ts';
import { askStream, keep } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { leave } from '../frames.ts';
import { settle } from '../patience.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';

/** Opens a stream that hangs behind so many frames. */
async function openStream(bench: UpstreamBench, frames: number) {
  bench.upstream.script(chatOf(bench.wire, greeting, 'stream', hangsMidStream(frames)));
  const { stream } = await askStream(bench);
  return stream[Symbol.asyncIterator]();
}

async function isLetGo({ soon, upstream }: UpstreamBench): Promise<void> {
  const [sent] = upstream.requests;
  await soon('the upstream sees it', sent?.aborted ?? assert.fail('no request'));
}

/** A stream that repeats one of its frames for ever. */
function endless(): Behaviour {
  return function* (answer): Generator<Step> {
    let writes = 0;
    for (const step of answer) {
      yield step;
      if (step.kind === 'write' && ++writes === 2) for (;;) yield step;
    }
  };
}

/** What the buffers of two sockets hold, and much more. */
const boundBytes = 48 * 1024 * 1024;

async function holdsBack(bench: UpstreamBench): Promise<void> {
  const big = { ...greeting, text: ['x'.repeat(256 * 1024)] };
  bench.upstream.script(chatOf(bench.wire, big, 'stream', endless()));
  const iterator = (await askStream(bench)).stream[Symbol.asyncIterator]();
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
  anyCase('leaving: return() ends the stream', { api: 'chat' }, async (bench) => {
    says(bench, greeting, 'stream');
    const iterator = (await askStream(bench)).stream[Symbol.asyncIterator]();
    await bench.soon('the first frames', iterator.next());
    await leave(bench, iterator);
    assert.equal((await bench.soon('the end', iterator.next())).done, true);
    await leave(bench, iterator);
  }),
  upstreamCase(
    'leaving: return() between two reads lets go of the upstream',
    { api: 'chat' },
    async (bench) => {
      const iterator = await openStream(bench, 2);
      await bench.soon('the first frame', iterator.next());
      await leave(bench, iterator);
      await isLetGo(bench);
    },
  ),
  upstreamCase(
    'leaving: return() while a read is awaited lets go of the upstream',
    { api: 'chat' },
    async (bench) => {
      const iterator = await openStream(bench, 0);
      const read = keep(iterator.next());
      await settle();
      await leave(bench, iterator);
      assert.equal((await bench.soon('the read', read)).done, true);
      await isLetGo(bench);
    },
  ),
  upstreamCase(
    'leaving: return() before the first read lets go of the upstream',
    { api: 'chat' },
    async (bench) => {
      const iterator = await openStream(bench, 2);
      await leave(bench, iterator);
      await isLetGo(bench);
    },
  ),
  upstreamCase(
    'leaving: a stream that nobody reads holds the upstream back',
    { api: 'chat' },
    holdsBack,
  ),
];
