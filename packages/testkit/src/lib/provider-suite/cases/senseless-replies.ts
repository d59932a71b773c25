import assert from 'node:assert/strict';
import { GatewayError } from '@gw/core';
import { respond } from '../../behaviours/respond.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import type { Step } from '../../upstream/step.ts';
import { takeWrites } from '../../upstream/step-lists.ts';
import { answerIn, greeting, waysTo } from '../answers.ts';
import { ask, askStream, failureOf } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { checkFailure } from '../failure.ts';
import { findSecret } from '../find-secret.ts';
import { readStream } from '../frames.ts';
import { type ProviderCase, upstreamCase, upstreamTalkCases } from '../provider-case.ts';
import type { ProviderWire } from '../provider-wire.ts';
import type { Talk } from '../talk.ts';

const json = { 'content-type': 'application/json' };
const isSenseless = ['upstream_invalid_response'];

/** Neither JSON nor a stream, or only as they claim. */
const senseless: readonly Behaviour[] = [
  respond({ text: '<html>Please log in.</html>', headers: { 'content-type': 'text/html' } }),
  respond({ text: 'not JSON', headers: json }),
  respond({ text: '{"id":', headers: json }),
];

async function senselessReplies(bench: UpstreamBench): Promise<void> {
  for (const { api, members } of waysTo(bench)) {
    for (const behaviour of senseless) {
      bench.upstream.script(behaviour);
      const pending = ask(bench, api, members);
      checkFailure(await failureOf(bench, 'a call answered with nonsense', pending), isSenseless);
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

async function nonsenseInStream(bench: UpstreamBench, talk: Talk): Promise<void> {
  const nonsense = senselessFrame(bench.wire);
  bench.upstream.script(answerIn(talk, bench.wire, greeting, 'stream', nonsense));
  const { failure } = await readStream(bench, await askStream(bench, talk.api));
  assert.ok(failure, 'nonsense inside a stream is an error');
  checkFailure(failure.error, isSenseless);
  const [sent] = bench.upstream.requests;
  await bench.soon('the upstream sees that it is left', sent?.aborted ?? assert.fail());
}

async function errorInStream(bench: UpstreamBench, talk: Talk): Promise<void> {
  const message = 'The suite is overloaded.';
  const behaviour = bench.wire.errorInStream?.(message) ?? assert.fail();
  bench.upstream.script(answerIn(talk, bench.wire, greeting, 'stream', behaviour));
  const { frames, failure } = await readStream(bench, await askStream(bench, talk.api));
  const isTold = frames.some(
    (frame) => frame.kind === 'event' && JSON.stringify(frame.event).includes(message),
  );
  const isThrown = failure?.error instanceof GatewayError && failure.error.message === message;
  assert.ok(isTold || isThrown, 'the error is neither passed on nor thrown');
  assert.ok(!talk.endsIn(frames), 'it is no good end');
}

/** Upstreams quote keys there too. */
async function keyInStream(bench: UpstreamBench, talk: Talk): Promise<void> {
  const { secret, wire } = bench;
  const behaviour = wire.errorInStream?.(`Incorrect API key: ${secret}.`) ?? assert.fail();
  bench.upstream.script(answerIn(talk, wire, greeting, 'stream', behaviour));
  const { frames, failure } = await readStream(bench, await askStream(bench, talk.api));
  const place = findSecret([frames, failure?.error], secret.slice(0, secret.length / 2));
  assert.equal(place, undefined, `the key stands in what the stream tells: ${place}`);
}

export const senselessReplyCases: readonly ProviderCase[] = [
  upstreamCase(
    'senseless replies: what is neither JSON nor a stream is an error',
    {},
    senselessReplies,
  ),
  ...upstreamTalkCases(
    'senseless replies of <api>: a frame that is none ends the stream',
    {},
    nonsenseInStream,
  ),
  ...upstreamTalkCases(
    'senseless replies of <api>: an error inside a stream is not lost',
    { errorInStream: true },
    errorInStream,
  ),
  ...upstreamTalkCases(
    'secrets of <api>: an error inside a stream does not show the key',
    { errorInStream: true },
    keyInStream,
  ),
];
