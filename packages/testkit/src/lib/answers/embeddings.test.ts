import { describe, expect, it } from 'vitest';
import { createClient } from '../../__fixtures__/openai-client.ts';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream } from '../../upstream.ts';

describe('embeddings', () => {
  it('are unit vectors that depend on their input alone', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const { data, usage } = await client.embeddings.create({
      model: 'm',
      input: ['a b', 'c', 'c'],
    });
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(data[1]?.embedding).toEqual(data[2]?.embedding);
    expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 5);
    expect(usage).toEqual({ prompt_tokens: 4, total_tokens: 4 });
  });

  it('are the same as numbers and as base64 of little-endian 32-bit floats', async () => {
    await using upstream = await startUpstream();
    const ask = async (encoding_format: string) => {
      const body = { model: 'm', input: 'x', dimensions: 5, encoding_format };
      const { text } = await sendRaw(`${upstream.url}/embeddings`, { body });
      return JSON.parse(text).data[0].embedding;
    };
    const numbers: number[] = await ask('float');
    expect(numbers).toHaveLength(5);
    const bytes = Buffer.from(await ask('base64'), 'base64');
    expect(bytes).toHaveLength(20);
    expect(numbers).toEqual([0, 4, 8, 12, 16].map((at) => bytes.readFloatLE(at)));
  });

  it('take token numbers: one list, or several', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const one = await client.embeddings.create({ model: 'm', input: [1, 2, 3] });
    const several = await client.embeddings.create({ model: 'm', input: [[1, 2, 3], [4]] });
    expect(one.data).toHaveLength(1);
    expect(one.usage.prompt_tokens).toBe(3);
    expect(several.data).toHaveLength(2);
    expect(several.data[0]?.embedding).toEqual(one.data[0]?.embedding);
  });
});
