import assert from 'node:assert/strict';
import { GatewayError } from '@gw/core';
import { cutMidStream } from '../../behaviours/cut.ts';
import { respond } from '../../behaviours/respond.ts';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import type { Leave, Step } from '../../upstream/step.ts';
import { takeWrites } from '../../upstream/step-lists.ts';
import { anyApi, anyJson, bothKinds, chatOf, greeting } from '../answers.ts';
import { ask, askStream, failureOf } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { framesOf, type ReadStream, readStream } from '../frames.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ProviderWire } from '../provider-wire.ts';
import { toldIn } from '../told.ts';

const said = greeting.text.join('');

/** Another attempt may help, so it has to count as the upstream's failure. */
function checkFailure(error: unknown, ...codes: readonly string[]): void {
  assert.ok(error instanceof GatewayError, `a GatewayError, not ${error}`);
  assert.ok(codes.includes(error.code), `"${error.code}" instead of ${codes.join(' or ')}`);
  assert.equal(error.retryable, true);
}

async function cutJson(bench: UpstreamBench): Promise<void> {
  for (const how of ['fin', 'reset'] as const) {
    for (const afterBytes of [0, 1, 20]) {
      bench.upstream.script(compose(anyJson(bench), cutMidStream({ afterBytes, how })));
      const error = await failureOf(
        bench,
        'a call whose reply breaks off',
        ask(bench, anyApi(bench)),
      );
      checkFailure(error, 'upstream_incomplete', 'upstream_unreachable');
    }
  }
}

async function readCut(bench: UpstreamBench, how: Leave, afterBytes: number): Promise<ReadStream> {
  bench.upstream.script(chatOf(bench.wire, greeting, 'stream', cutMidStream({ afterBytes, how })));
  return readStream(bench, await askStream(bench));
}

/** Cuts before, within and right behind each of the first frames, and in every later kilobyte. */
async function cutStream(bench: UpstreamBench): Promise<void> {
  for (const how of ['fin', 'reset'] as const) {
    for (const afterBytes of [0, 1, 5, 120, 240, 241, 242, 300, 500, 700, 900, 1_100]) {
      const { frames, failure } = await readCut(bench, how, afterBytes);
      assert.ok(failure, `cut after ${afterBytes} bytes (${how}) it looks like a clean end`);
      checkFailure(failure.error, 'upstream_incomplete', 'upstream_unreachable');
      const { text } = toldIn(frames);
      assert.ok(said.startsWith(text), 'what came before the cut came once, and whole');
    }
  }
}

/** Neither JSON nor a stream, or only as it claims. */
const senseless: readonly Behaviour[] = [
  respond({ text: '<html>Please log in.</html>', headers: { 'content-type': 'text/html' } }),
  respond({ text: 'not JSON', headers: { 'content-type': 'application/json' } }),
  respond({ text: '{"id":', headers: { 'content-type': 'application/json' } }),
];

async function senselessReplies(bench: UpstreamBench): Promise<void> {
  for (const kind of bothKinds(bench)) {
    for (const behaviour of senseless) {
      bench.upstream.script(behaviour);
      const pending = ask(bench, anyApi(bench), kind === 'stream' ? { stream: true } : {});
      const error = await failureOf(bench, 'a call answered with nonsense', pending);
      checkFailure(error, 'upstream_invalid_response');
    }
  }
  await bench.eventually('every reply is let go', () => bench.upstream.openStreams() === 0);
}

/** A frame that no parser takes, and then nothing more: it is the provider who has to hang up. */
function senselessFrame({ framing }: ProviderWire): Behaviour {
  const frame = framing === 'ndjson' ? '{nonsense\n' : 'data: {nonsense\n\n';
  return function* (answer): Generator<Step> {
    yield* takeWrites(answer, 1);
    yield { kind: 'write', bytes: new TextEncoder().encode(frame) };
    yield { kind: 'leave', how: 'stall' };
  };
}

async function nonsenseInStream(bench: UpstreamBench): Promise<void> {
  bench.upstream.script(chatOf(bench.wire, greeting, 'stream', senselessFrame(bench.wire)));
  const { failure } = await readStream(bench, await askStream(bench));
  assert.ok(failure, 'nonsense inside a stream is an error');
  checkFailure(failure.error, 'upstream_invalid_response');
  const [sent] = bench.upstream.requests;
  await bench.soon('the upstream sees that it is left', sent?.aborted ?? assert.fail());
}

async function errorInStream(bench: UpstreamBench): Promise<void> {
  const message = 'The suite is overloaded.';
  const behaviour = bench.wire.errorInStream?.(message) ?? assert.fail();
  bench.upstream.script(chatOf(bench.wire, greeting, 'stream', behaviour));
  const { frames, failure } = await readStream(bench, await askStream(bench));
  const isTold = frames.some(
    (frame) => frame.kind === 'event' && JSON.stringify(frame.event).includes(message),
  );
  const isThrown = failure?.error instanceof GatewayError && failure.error.message === message;
  assert.ok(isTold || isThrown, 'the error is neither passed on nor thrown');
  assert.ok(!frames.some(({ kind }) => kind === 'done'), 'it is no good end');
}

export const brokenReplyCases: readonly ProviderCase[] = [
  upstreamCase('broken replies: JSON that breaks off is an error', {}, cutJson),
  upstreamCase(
    'broken replies: a stream that breaks off is no clean end',
    { api: 'chat' },
    cutStream,
  ),
  upstreamCase(
    'broken replies: nor is one that ends inside a frame',
    { api: 'chat' },
    async (bench) => {
      for (const afterBytes of [5, 60, 120]) {
        const { failure } = await readCut(bench, 'end', afterBytes);
        assert.ok(failure, `ended after ${afterBytes} bytes it looks like a clean end`);
        checkFailure(failure.error, 'upstream_incomplete');
      }
    },
  ),
  upstreamCase(
    'broken replies: what is neither JSON nor a stream is an error',
    {},
    senselessReplies,
  ),
  upstreamCase(
    'broken replies: a frame that makes no sense ends the stream',
    { api: 'chat' },
    nonsenseInStream,
  ),
  upstreamCase(
    'broken replies: an error inside a stream is not lost',
    { api: 'chat', errorInStream: true },
    errorInStream,
  ),
  upstreamCase(
    'broken replies: the next call is not harmed by one',
    { api: 'chat' },
    async (bench) => {
      await readCut(bench, 'reset', 300);
      bench.upstream.script(chatOf(bench.wire, greeting, 'stream'));
      assert.equal(toldIn(await framesOf(bench, await askStream(bench))).text, said);
    },
  ),
];
