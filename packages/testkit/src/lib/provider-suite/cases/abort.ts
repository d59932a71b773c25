import assert from 'node:assert/strict';
import { cutMidStream } from '../../behaviours/cut.ts';
import { neverAnswers } from '../../behaviours/timing.ts';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import { anyApi, anyJson, goodAnswer, type Way, waysTo } from '../answers.ts';
import { ask, askJson, failureOf, keep } from '../ask.ts';
import type { Bench, UpstreamBench } from '../bench.ts';
import { framesOf } from '../frames.ts';
import { settle } from '../patience.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';
import { fields } from '../refusal.ts';

/** What the signal says is what comes out, so that the gateway knows its own abort from a failure. */
const reason = new Error('the client left');

/** Aborts a call that waits in `call`; the caller hears it at once and the upstream sees it. */
async function abortCall(
  bench: UpstreamBench,
  { api, members }: Way,
  behaviour: Behaviour,
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  bench.upstream.script(behaviour);
  const pending = keep(ask(bench, api, members, { signal }));
  const sent = await bench.soon('the request', bench.upstream.nextRequest());
  await settle();
  controller.abort(reason);
  assert.equal(await failureOf(bench, 'an aborted call', pending), reason);
  await bench.soon('the upstream sees it', sent.aborted);
}

async function abortedBefore(bench: Bench): Promise<void> {
  for (const { api, members } of waysTo(bench)) {
    const pending = ask(bench, api, members, { signal: AbortSignal.abort(reason) });
    assert.equal(await failureOf(bench, 'an aborted call', pending), reason);
  }
  await settle();
  assert.equal(bench.upstream?.requests.length ?? 0, 0, 'nothing is sent');
}

/** Whoever owns the signal aborts it when all is over, to clean up. */
async function abortedAfter(bench: UpstreamBench): Promise<void> {
  for (const way of waysTo(bench)) {
    const controller = new AbortController();
    const { signal } = controller;
    bench.upstream.script(goodAnswer(bench.wire, way));
    const pending = ask(bench, way.api, way.members, { signal });
    const reply = await bench.soon('the reply', pending);
    if (reply.stream) await framesOf(bench, reply);
    await settle();
    controller.abort(reason);
  }
  await settle();
  bench.upstream.script(anyJson(bench));
  await askJson(bench, anyApi(bench));
  assert.equal(bench.upstream.connections().opened, 1, 'the connection is used again');
}

export const abortCases: readonly ProviderCase[] = [
  anyCase('abort: before the call, nothing is done', {}, abortedBefore),
  upstreamCase('abort: while the head is awaited', {}, async (bench) => {
    for (const way of waysTo(bench)) await abortCall(bench, way, neverAnswers());
  }),
  upstreamCase('abort: in the middle of a JSON body', {}, async (bench) => {
    const half = cutMidStream({ afterBytes: 10, how: 'stall' });
    for (const way of waysTo(bench).filter(({ kind }) => kind === 'json')) {
      await abortCall(bench, way, compose(goodAnswer(bench.wire, way), half));
    }
  }),
  upstreamCase("abort: in the middle of a refusal's body", {}, async (bench) => {
    const half = cutMidStream({ afterBytes: 10, how: 'stall' });
    const refusal = compose(bench.wire.refusal(500, fields), half);
    for (const way of waysTo(bench)) await abortCall(bench, way, refusal);
  }),
  upstreamCase('abort: after the end it harms nothing', {}, abortedAfter),
];
