import { readPayload } from '@gw/core';
import type { EmbeddingsResponse } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { askEmbeddings } from './ask-embeddings.ts';

const ask = (request: object) =>
  askEmbeddings({ model: 'gemini-embedding-001', ...request } as never, 'gemini-embedding-001');

async function readFrom(request: object, answer: object): Promise<EmbeddingsResponse> {
  async function* bytes() {
    yield new TextEncoder().encode(JSON.stringify(answer));
  }
  const head = { status: 200, headers: {}, kind: 'json', mediaType: 'application/json' } as const;
  const reading = { provider: 'gemini', secrets: [], warn: () => {} };
  const reply = await ask(request).read({ ...head, bytes: bytes() }, reading);
  return readPayload(reply.json as never) as EmbeddingsResponse;
}

const content = (text: string) => ({ parts: [{ text }] });
const model = 'models/gemini-embedding-001';

describe('what is asked', () => {
  test('one text alone', () => {
    expect(ask({ input: 'hi', dimensions: 256 })).toMatchObject({
      method: 'embedContent',
      body: { model, content: content('hi'), outputDimensionality: 256 },
    });
  });

  test('several at once, with Gemini’s own settings', () => {
    expect(ask({ input: ['a', 'b'], taskType: 'CLUSTERING' })).toMatchObject({
      method: 'batchEmbedContents',
      body: {
        requests: [
          { model, content: content('a'), taskType: 'CLUSTERING' },
          { model, content: content('b'), taskType: 'CLUSTERING' },
        ],
      },
    });
  });

  test.each([
    [{ input: [1, 2] }, 'input'],
    [{ input: [[1], [2]] }, 'input[0]'],
    [{ input: 'hi', input_type: 'query' }, 'input_type'],
  ])('%j is refused', (request, param) => {
    expect(() => ask(request)).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param }),
    );
  });
});

describe('what comes back', () => {
  const embeddings = [{ values: [0.5, -1] }, { values: [0.25] }];

  test('numbers, in order, and what it cost', async () => {
    const answer = { embeddings, usageMetadata: { promptTokenCount: 4 } };
    expect(await readFrom({ input: ['a', 'b'] }, answer)).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0.5, -1] },
        { object: 'embedding', index: 1, embedding: [0.25] },
      ],
      model: 'gemini-embedding-001',
      usage: { prompt_tokens: 4, total_tokens: 4 },
    });
  });

  test('base64 of 32-bit floats, and no usage where none was told', async () => {
    const told = await readFrom(
      { input: 'a', encoding_format: 'base64' },
      { embedding: embeddings[0] },
    );
    expect(told.data).toEqual([{ object: 'embedding', index: 0, embedding: 'AAAAPwAAgL8=' }]);
    expect(told.usage).toBeUndefined();
  });

  test('digits that a double does not hold do not spoil a vector', async () => {
    const answer = { embedding: JSON.parse('{"values":[0.12345678901234567891]}') as object };
    expect((await readFrom({ input: 'a' }, answer)).data[0]?.embedding).toEqual([
      0.12345678901234568,
    ]);
  });
});
