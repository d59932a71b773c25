import assert from 'node:assert/strict';
import { cutBeforeHeaders } from '../../behaviours/cut.ts';
import { holdRefusingPort } from '../../upstream/hold-refusing-port.ts';
import { always } from '../../upstream/script.ts';
import { anyApi, anyJson, waysTo } from '../answers.ts';
import { ask, askJson, failureOf } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { checkFailure } from '../failure.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';

async function isUnreachable(bench: UpstreamBench): Promise<void> {
  for (const { api, members } of waysTo(bench)) {
    const pending = ask(bench, api, members);
    const error = await failureOf(bench, 'the call itself', pending);
    checkFailure(error, ['upstream_unreachable']);
  }
}

export const connectionCases: readonly ProviderCase[] = [
  upstreamCase('connection: nobody listening is upstream_unreachable', {}, async (bench) => {
    const { origin, release } = await holdRefusingPort();
    const provider = bench.create(origin + new URL(bench.upstream.url).pathname);
    await isUnreachable({ ...bench, provider }).finally(release);
  }),
  upstreamCase(
    'connection: a drop before the answer is upstream_unreachable',
    {},
    async (bench) => {
      for (const how of ['fin', 'reset'] as const) {
        bench.upstream.script(always(cutBeforeHeaders({ how })));
        await isUnreachable(bench);
        bench.upstream.reset();
      }
    },
  ),
  upstreamCase('connection: it is used again', {}, async (bench) => {
    for (let count = 0; count < 5; count++) {
      bench.upstream.script(anyJson(bench));
      await askJson(bench, anyApi(bench));
    }
    // A call that follows at once may come before the connection is free again.
    assert.ok(
      bench.upstream.connections().opened <= 2,
      'five calls made more than two connections',
    );
  }),
];
