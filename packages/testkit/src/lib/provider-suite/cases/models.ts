import assert from 'node:assert/strict';
import { UpstreamError } from '@gw/core';
import { neverAnswers } from '../../behaviours/timing.ts';
import { failureOf, keep } from '../ask.ts';
import type { Bench, UpstreamBench } from '../bench.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';
import { answerOf } from '../provider-wire.ts';
import { fields } from '../refusal.ts';

const needs = { method: 'listModels' } as const;
const ids = ['suite-a', 'suite/b:1', 'suite-c'];

function listModels({ provider }: Bench, signal = new AbortController().signal) {
  return provider.listModels?.({ signal }) ?? assert.fail('no "listModels"');
}

async function refuses(bench: UpstreamBench, status: number): Promise<UpstreamError> {
  bench.upstream.script(bench.wire.refusal(status, fields));
  const error = await failureOf(bench, 'listing models', listModels(bench));
  assert.ok(error instanceof UpstreamError, 'a refusal is an UpstreamError');
  assert.equal(error.upstreamStatus, status);
  return error;
}

export const modelsCases: readonly ProviderCase[] = [
  anyCase('models: the list has the shape of the api', needs, async (bench) => {
    const { upstream, wire } = bench;
    if (upstream && wire) upstream.script(answerOf(wire, 'models')(ids));
    const models = await bench.soon('the models', listModels(bench));
    assert.ok(models.length > 0);
    for (const { id, object, created, owned_by: owner } of models) {
      assert.ok(id, 'a model has an id');
      assert.equal(object, 'model');
      assert.ok(Number.isInteger(created), '"created" is in Unix seconds');
      assert.equal(typeof owner, 'string');
    }
    if (upstream)
      assert.deepEqual(
        models.map(({ id }) => id),
        ids,
      );
  }),
  upstreamCase('models: a refusal keeps its status', needs, async (bench) => {
    assert.equal((await refuses(bench, 503)).status, 503);
    assert.equal((await refuses(bench, 401)).code, 'upstream_authentication_error');
  }),
  upstreamCase(
    'models: an abort ends the listing, and the upstream sees it',
    needs,
    async (bench) => {
      const reason = new Error('nobody waits');
      const controller = new AbortController();
      bench.upstream.script(neverAnswers());
      const pending = keep(listModels(bench, controller.signal));
      const sent = await bench.soon('the request', bench.upstream.nextRequest());
      controller.abort(reason);
      assert.equal(await failureOf(bench, 'listing models', pending), reason);
      await bench.soon('the upstream sees it', sent.aborted);
      const late = failureOf(bench, 'listing models', listModels(bench, controller.signal));
      assert.equal(await late, reason, 'nor does it begin afterwards');
      assert.equal(bench.upstream.requests.length, 1);
    },
  ),
];
