import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { CompactResource, CountTokensResponse, InputTokens } from '@gw/schema';
import { askJson } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import { answerOf } from '../provider-wire.ts';
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

/** The members of a request whose tokens are counted, by api. */
const counted = {
  input_tokens: { input: 'All of the suite-talk.' },
  count_tokens: { messages: [{ role: 'user', content: 'All of the suite-talk.' }] },
};

async function countsTokens(bench: Bench, api: keyof typeof counted): Promise<void> {
  const { upstream, wire } = bench;
  if (upstream && wire) upstream.script(answerOf(wire, api)(31));
  const { json } = await askJson(bench, api, counted[api]);
  const told = readPayload(json) as InputTokens | CountTokensResponse;
  if (api === 'input_tokens') {
    assert.ok('object' in told && told.object === 'response.input_tokens');
  }
  if (!upstream) return void assert.ok(told.input_tokens > 0);
  assert.equal(told.input_tokens, 31);
  assert.ok(upstream.requests[0]?.text.includes('All of the suite-talk.'), 'the input is sent');
}

export const besideCases: readonly ProviderCase[] = [
  anyCase('compact: one item for all that was said', { api: 'compact' }, compactsInput),
  anyCase('input tokens: how many there are', { api: 'input_tokens' }, (bench) =>
    countsTokens(bench, 'input_tokens'),
  ),
  anyCase('count tokens: how many there are', { api: 'count_tokens' }, (bench) =>
    countsTokens(bench, 'count_tokens'),
  ),
];
