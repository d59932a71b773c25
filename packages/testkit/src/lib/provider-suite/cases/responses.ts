import assert from 'node:assert/strict';
import type { Bench } from '../bench.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import { resourceOf, streamOf, textIn, wholeOf } from '../response-of.ts';
import { spoken } from '../responses-answers.ts';

const needs = { api: 'responses' } as const;

async function textAsJson(bench: Bench): Promise<string> {
  const response = await wholeOf(bench, spoken);
  assert.equal(response.object, 'response');
  assert.ok(response.id, 'a response has an id');
  assert.equal(response.status, 'completed');
  return textIn(response);
}

export const responsesCases: readonly ProviderCase[] = [
  anyCase('responses: a text as JSON', needs, async (bench) => {
    const said = await textAsJson(bench);
    if (bench.upstream) assert.equal(said, textIn(resourceOf(spoken)));
    else assert.ok(said.length > 0);
  }),
  anyCase('responses: a stream says what the JSON says', needs, async (bench) => {
    const said = await textAsJson(bench);
    const told = await streamOf(bench, spoken);
    assert.equal(told.deltas('output_text'), said);
    assert.equal(textIn(told.response), said);
    assert.equal(told.events.at(-1)?.type, 'response.completed');
  }),
];
