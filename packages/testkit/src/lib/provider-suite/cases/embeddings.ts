import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { Embedding, EmbeddingsResponse } from '@gw/schema';
import { askJson, type Members } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { orRefused } from '../or-refused.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import { answerOf, type EmbeddingsAnswer } from '../provider-wire.ts';

const needs = { api: 'embeddings' } as const;

/** Exact in 32 bits, and different for each input. */
function vectorOf(index: number, dimensions = 4): number[] {
  return Array.from(
    { length: dimensions },
    (_, at) => (at % 2 ? -1 : 1) / 2 ** (index + (at % 5) + 1),
  );
}

function says({ upstream, wire }: Bench, vectors: EmbeddingsAnswer['vectors']): void {
  if (upstream && wire) upstream.script(answerOf(wire, 'embeddings')({ vectors, tokens: 6 }));
}

async function embed(bench: Bench, members: Members): Promise<readonly Embedding[]> {
  const { json } = await askJson(bench, 'embeddings', members);
  const { object, data, usage } = readPayload(json) as EmbeddingsResponse;
  assert.equal(object, 'list');
  for (const [index, embedding] of data.entries()) {
    assert.equal(embedding.object, 'embedding');
    assert.equal(embedding.index, index, 'vectors come in the order of their inputs');
  }
  assert.equal(usage.total_tokens, usage.prompt_tokens, 'embeddings write no tokens');
  if (bench.upstream) assert.equal(usage.prompt_tokens, 6);
  return data;
}

/** Base64 of little-endian 32-bit floats, or the numbers themselves. */
function numbersIn({ embedding }: Embedding): number[] {
  if (typeof embedding !== 'string') return embedding;
  const bytes = Buffer.from(embedding, 'base64');
  assert.equal(bytes.length % 4, 0, 'four bytes a number');
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}

async function floatsAndBase64(bench: Bench): Promise<void> {
  const input = ['one', 'two', 'three'];
  const vectors = input.map((_, index) => vectorOf(index));
  const asked: number[][][] = [];
  for (const encoding_format of ['float', 'base64']) {
    says(bench, vectors);
    const data = await embed(bench, { input, encoding_format });
    const type = encoding_format === 'float' ? 'object' : 'string';
    for (const { embedding } of data) assert.equal(typeof embedding, type, `as ${encoding_format}`);
    asked.push(data.map(numbersIn));
  }
  const [floats, base64] = asked;
  assert.equal(floats?.length, input.length);
  assert.deepEqual(
    base64,
    floats?.map((vector) => vector.map(Math.fround)),
    'both say the same',
  );
  if (bench.upstream) assert.deepEqual(floats, vectors);
}

/** One that cannot take tokens has to say so; guessing a text for them would be worse. */
async function tokens(bench: Bench): Promise<void> {
  const input = [[4417, 17], [31337]];
  says(bench, [vectorOf(0), vectorOf(1)]);
  assert.equal((await embed(bench, { input })).length, input.length);
  const sent = bench.upstream?.requests[0]?.text;
  assert.ok(sent === undefined || sent.includes('31337'), 'the tokens are sent');
}

export const embeddingsCases: readonly ProviderCase[] = [
  anyCase('embeddings: one text', needs, async (bench) => {
    says(bench, [vectorOf(0)]);
    const data = await embed(bench, { input: 'A suite-sentence.' });
    assert.equal(data.length, 1);
    assert.ok(
      bench.upstream?.requests[0]?.text.includes('A suite-sentence.') ?? true,
      'it is sent',
    );
  }),
  anyCase('embeddings: several texts, as floats and as base64', needs, floatsAndBase64),
  anyCase('embeddings: tokens instead of text', needs, (bench) =>
    orRefused('input', () => tokens(bench)),
  ),
  anyCase('embeddings: the length that was asked for', needs, (bench) =>
    orRefused('dimensions', async () => {
      says(bench, [vectorOf(0, 13)]);
      const [embedding] = await embed(bench, { dimensions: 13 });
      assert.equal(embedding && numbersIn(embedding).length, 13);
      assert.match(bench.upstream?.requests[0]?.text ?? '13', /\b13\b/, 'it is sent');
    }),
  ),
];
