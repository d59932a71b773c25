import assert from 'node:assert/strict';
import { cutMidStream } from '../../behaviours/cut.ts';
import { hangsMidStream, neverAnswers } from '../../behaviours/timing.ts';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import { anyApi, anyJson, bothKinds, chatOf, greeting } from '../answers.ts';
import { ask, askJson, askStream, failureOf, keep } from '../ask.ts';
import type { Bench, UpstreamBench } from '../bench.ts';
import { framesOf } from '../frames.ts';
import { settle } from '../patience.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ReplyKind } from '../provider-wire.ts';
import { fields } from '../refusal.ts';

/** What the signal says is what comes out, so that the gateway knows its own abort from a failure. */
const reason = new Error('the client left');

/** Aborts a call that waits in `call`; the caller hears it at once and the upstream sees it. */
async function abortCall(
  bench: UpstreamBench,
  behaviour: Behaviour,
  kind: ReplyKind,
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  bench.upstream.script(behaviour);
  const members = kind === 'stream' ? { stream: true } : {};
  const pending = keep(ask(bench, anyApi(bench), members, { signal }));
  const sent = await bench.soon('the request', bench.upstream.nextRequest());
  await settle();
  controller.abort(reason);
  assert.equal(await failureOf(bench, 'an aborted call', pending), reason);
  await bench.soon('the upstream sees it', sent.aborted);
}

/** Opens a stream that hangs behind so many frames, and reads those. */
async function openStream(bench: Bench, frames: number, signal: AbortSignal) {
  const { upstream, wire } = bench;
  if (upstream && wire) upstream.script(chatOf(wire, greeting, 'stream', hangsMidStream(frames)));
  const { stream } = await askStream(bench, 'chat', {}, { signal });
  const iterator = stream[Symbol.asyncIterator]();
  let read = 0;
  while (read < frames) {
    const next = await bench.soon('the first frames', iterator.next());
    assert.ok(!next.done, 'the stream goes on');
    read += next.value.length;
  }
  return iterator;
}

async function abortStream(bench: Bench, frames: number, isReading: boolean): Promise<void> {
  const controller = new AbortController();
  const iterator = await openStream(bench, frames, controller.signal);
  const early = isReading ? keep(iterator.next()) : undefined;
  if (bench.upstream) await settle();
  controller.abort(reason);
  assert.equal(await failureOf(bench, 'an aborted read', early ?? iterator.next()), reason);
  const [sent] = bench.upstream?.requests ?? [];
  if (sent) await bench.soon('the upstream sees it', sent.aborted);
}

async function abortedBefore(bench: Bench): Promise<void> {
  for (const members of [{}, { stream: true }]) {
    const pending = ask(bench, anyApi(bench), members, { signal: AbortSignal.abort(reason) });
    assert.equal(await failureOf(bench, 'an aborted call', pending), reason);
  }
  await settle();
  assert.equal(bench.upstream?.requests.length ?? 0, 0, 'nothing is sent');
}

/** Whoever owns the signal aborts it when all is over, to clean up. */
async function abortedAfter(bench: UpstreamBench): Promise<void> {
  for (const kind of bothKinds(bench)) {
    const controller = new AbortController();
    const { signal } = controller;
    if (kind === 'json') {
      bench.upstream.script(anyJson(bench));
      await askJson(bench, anyApi(bench), {}, { signal });
    } else {
      bench.upstream.script(chatOf(bench.wire, greeting, kind));
      await framesOf(bench, await askStream(bench, 'chat', {}, { signal }));
    }
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
    for (const kind of bothKinds(bench)) await abortCall(bench, neverAnswers(), kind);
  }),
  upstreamCase('abort: in the middle of a JSON body', {}, async (bench) => {
    const half = cutMidStream({ afterBytes: 10, how: 'stall' });
    await abortCall(bench, compose(anyJson(bench), half), 'json');
  }),
  upstreamCase("abort: in the middle of a refusal's body", {}, async (bench) => {
    const half = cutMidStream({ afterBytes: 10, how: 'stall' });
    const refusal = compose(bench.wire.refusal(500, fields), half);
    for (const kind of bothKinds(bench)) await abortCall(bench, refusal, kind);
  }),
  upstreamCase('abort: between the head and the first frame', { api: 'chat' }, (bench) =>
    abortStream(bench, 0, true),
  ),
  anyCase('abort: in the middle of a stream', { api: 'chat' }, (bench) =>
    abortStream(bench, 1, true),
  ),
  anyCase('abort: in the middle of a stream that nobody reads just now', { api: 'chat' }, (bench) =>
    abortStream(bench, 1, false),
  ),
  upstreamCase('abort: after the end it harms nothing', {}, abortedAfter),
];
