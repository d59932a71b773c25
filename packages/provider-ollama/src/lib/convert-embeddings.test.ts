import type { EmbeddingsRequest } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { convertEmbeddingsRequest, convertEmbeddingsResponse } from './convert-embeddings.ts';

const request = (members: object): EmbeddingsRequest => ({
  model: 'all-minilm',
  input: 'Hi',
  ...members,
});

describe('a request for vectors', () => {
  it.each([
    [{ input: 'Hi' }, { input: ['Hi'] }],
    [{ input: '' }, { input: [''] }],
    [{ input: ['a', 'b'] }, { input: ['a', 'b'] }],
    [
      { dimensions: 3, encoding_format: 'base64', user: 'u' },
      { input: ['Hi'], dimensions: 3 },
    ],
    [{ dimensions: null }, { input: ['Hi'] }],
    [
      { truncate: false, keep_alive: 0, options: { num_ctx: 1 } },
      { input: ['Hi'], truncate: false, keep_alive: 0, options: { num_ctx: 1 } },
    ],
  ])('%j asks %j', (members, asked) => {
    expect(convertEmbeddingsRequest(request(members), {})).toEqual({
      model: 'all-minilm',
      ...asked,
    });
  });

  it('has the options of the settings under its own', () => {
    const settings = { options: { num_ctx: 512, num_gpu: 1 }, keepAlive: 60 };
    expect(convertEmbeddingsRequest(request({ options: { num_ctx: 1 } }), settings)).toEqual({
      model: 'all-minilm',
      input: ['Hi'],
      options: { num_ctx: 1, num_gpu: 1 },
      keep_alive: 60,
    });
  });

  it.each([
    ['input', [1, 2]],
    ['input[1]', ['a', [1, 2]]],
    ['input[0]', [[1], [2]]],
  ])('of tokens is refused: %s', (param, input) => {
    expect(() => convertEmbeddingsRequest(request({ input }), {})).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param }),
    );
  });
});

describe('vectors', () => {
  const answer = { model: 'all-minilm', embeddings: [[0.5, -0.25]], prompt_eval_count: 6 };

  it('come as numbers', () => {
    expect(convertEmbeddingsResponse(answer, request({}), 'ollama')).toEqual({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.5, -0.25] }],
      model: 'all-minilm',
      usage: { prompt_tokens: 6, total_tokens: 6 },
    });
  });

  it('come as base64 of little-endian floats, also long ones', () => {
    const vector = Array.from({ length: 5_000 }, (_, at) => Math.fround(at / 3));
    const asked = request({ encoding_format: 'base64' });
    const { data } = convertEmbeddingsResponse({ embeddings: [vector] }, asked, 'ollama');
    const bytes = Buffer.from(String(data[0]?.embedding), 'base64');
    expect(Array.from(vector, (_, at) => bytes.readFloatLE(at * 4))).toEqual(vector);
  });

  it('without a model and counts are of the model that was asked, and of none', () => {
    const { model, usage } = convertEmbeddingsResponse({ embeddings: [[]] }, request({}), 'ollama');
    expect({ model, usage }).toEqual({
      model: 'all-minilm',
      usage: { prompt_tokens: 0, total_tokens: 0 },
    });
  });

  it.each([
    [{}],
    [{ embeddings: null }],
    [{ embeddings: [] }],
    [{ embeddings: [[1], [2]] }],
    [{ embeddings: [null] as never }],
  ])('are missing: %j', (wrong) => {
    expect(() => convertEmbeddingsResponse(wrong, request({}), 'ollama')).toThrow(
      expect.objectContaining({ code: 'upstream_invalid_response' }),
    );
  });
});
