import assert from 'node:assert/strict';
import { readPayload, UpstreamError } from '@gw/core';
import type { CompactResource, InputTokens } from '@gw/schema';
import { ask, askJson, failureOf } from '../ask.ts';
import type { Bench, UpstreamBench } from '../bench.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';
import { answerOf } from '../provider-wire.ts';
import { fields } from '../refusal.ts';
import { compacted } from '../responses-answers.ts';

async function compactsInput(bench: Bench): Promise<void> {
  const { upstream, wire } = bench;
  if (upstream && wire) upstream.script(answerOf(wire, 'compact')(compacted));
  const { json } = await askJson(bench, 'compact', { input: 'All of the suite-talk.' });
  const { object, output, usage } = readPayload(json) as CompactResource;
  assert.equal(object, 'response.compaction');
  const sealed = output.flatMap((item) =>
    item.type === 'compaction' ? item.encrypted_content : [],
  );
  assert.equal(sealed.length, 1, 'one item stands for all that was said');
  assert.ok(usage, 'it tells its usage');
  if (!upstream) return;
  assert.deepEqual([sealed[0], usage], [compacted.encryptedContent, compacted.usage]);
  assert.ok(upstream.requests[0]?.text.includes('All of the suite-talk.'), 'the input is sent');
}

async function countsTokens(bench: Bench): Promise<void> {
  const { upstream, wire } = bench;
  if (upstream && wire) upstream.script(answerOf(wire, 'input_tokens')(31));
  const { json } = await askJson(bench, 'input_tokens', { input: 'All of the suite-talk.' });
  const counted = readPayload(json) as InputTokens;
  assert.equal(counted.object, 'response.input_tokens');
  if (!upstream) return void assert.ok(counted.input_tokens > 0);
  assert.equal(counted.input_tokens, 31);
  assert.ok(upstream.requests[0]?.text.includes('All of the suite-talk.'), 'the input is sent');
}

/** A refusal of one endpoint rejects in `call`, whatever was asked for. */
async function isRefused(bench: UpstreamBench): Promise<void> {
  for (const stream of [false, true]) {
    for (const status of [400, 429, 500]) {
      bench.upstream.script(bench.wire.refusal(status, fields));
      const pending = ask(bench, 'responses', stream ? { stream } : {});
      const error = await failureOf(bench, 'the call itself', pending);
      assert.ok(error instanceof UpstreamError, `a refusal is an UpstreamError, not ${error}`);
      assert.equal(error.upstreamStatus, status);
      assert.equal(error.message, fields.message);
    }
  }
}

export const besideResponsesCases: readonly ProviderCase[] = [
  upstreamCase('responses: a refused request rejects in "call"', { api: 'responses' }, isRefused),
  anyCase('compact: one item for all that was said', { api: 'compact' }, compactsInput),
  anyCase('input tokens: how many there are', { api: 'input_tokens' }, countsTokens),
];
