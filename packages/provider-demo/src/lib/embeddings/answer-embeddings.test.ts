import { describe, expect, it } from 'vitest';
import { ask, askJson } from '../__fixtures__/ask.ts';

async function vectors(input: unknown, more: object = {}): Promise<number[][]> {
  const { data } = await askJson('embeddings', { input, ...more });
  return data.map(({ embedding }) => [...(embedding as number[])]);
}

const dot = (one: number[] = [], other: number[] = []) =>
  one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);

describe('embeddings', () => {
  it('are unit vectors of 64 numbers, the same for the same text', async () => {
    const [one, two, other] = await vectors(['Hello there', 'hello there!', 'Something else']);
    expect(one).toHaveLength(64);
    expect(dot(one, one)).toBeCloseTo(1, 5);
    expect(await vectors('Hello there')).toEqual([one]);
    expect(dot(one, two)).toBeGreaterThan(0.6);
    expect(Math.abs(dot(one, other))).toBeLessThan(0.5);
  });

  it('depend on the order of words', async () => {
    const [one, other] = await vectors(['dog bites man', 'man bites dog']);
    expect(one).not.toEqual(other);
  });

  it('have the dimensions asked for', async () => {
    expect((await vectors('x', { dimensions: 3 }))[0]).toHaveLength(3);
    const [tiny] = await vectors('x', { dimensions: 1 });
    expect(Math.abs(tiny?.[0] ?? 0)).toBe(1);
  });

  it('come as base64 of little-endian floats', async () => {
    const [numbers] = await vectors('Hello');
    const { data } = await askJson('embeddings', { input: 'Hello', encoding_format: 'base64' });
    const bytes = Buffer.from(String(data[0]?.embedding), 'base64');
    expect(bytes.length).toBe(64 * 4);
    const read = Array.from({ length: 64 }, (_, at) => bytes.readFloatLE(at * 4));
    expect(read).toEqual(numbers);
  });

  it('take tokens, one list or several', async () => {
    const [one] = await vectors([1, 2, 3]);
    const several = await vectors([[1, 2, 3], [4]]);
    expect(several).toHaveLength(2);
    expect(several[0]).toEqual(one);
    const { usage } = await askJson('embeddings', { input: [[1, 2, 3], [4]] });
    expect(usage).toEqual({ prompt_tokens: 4, total_tokens: 4 });
  });

  it('exist for an empty text too', async () => {
    const [empty] = await vectors('');
    expect(dot(empty, empty)).toBeCloseTo(1, 5);
  });

  it.each([
    ['dimensions', { input: 'x', dimensions: 3_073 }],
    ['input', { input: Array(2_049).fill('x') }],
    ['input[1]', { input: ['x', 'x '.repeat(8_193)] }],
  ])('refuse too large a %s by name', async (param, body) => {
    await expect(ask('embeddings', body)).rejects.toMatchObject({ param, status: 400 });
  });
});
