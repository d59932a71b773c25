import assert from 'node:assert/strict';
import { UpstreamError } from '@gw/core';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { Way } from './answers.ts';
import { ask, failureOf } from './ask.ts';
import type { UpstreamBench } from './bench.ts';
import type { RefusalFields } from './provider-wire.ts';

/** Words that no provider would say by itself. */
export const fields: RefusalFields = {
  message: 'The suite does not want this.',
  type: 'suite_error',
  param: 'messages[0].suite',
  code: 'suite_refused',
};

/**
 * The error of a call that the upstream refuses. It has to come out of `call`: what a stream throws
 * while it is read comes too late for another attempt.
 */
export async function refusalOf(
  bench: UpstreamBench,
  refusal: Behaviour,
  { api, members }: Way,
): Promise<UpstreamError> {
  bench.upstream.script(refusal);
  const before = bench.upstream.requests.length;
  const error = await failureOf(bench, 'the call itself', ask(bench, api, members));
  assert.ok(error instanceof UpstreamError, `a refusal is an UpstreamError, not ${error}`);
  assert.equal(error.provider, bench.provider.id, 'it names the provider');
  assert.equal(bench.upstream.requests.length, before + 1, 'repeating is left to the gateway');
  return error;
}
