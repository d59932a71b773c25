import { describe, expect, it } from 'vitest';
import { convertUsage, mapTier, mergeUsage } from './convert-usage.ts';

describe('usage', () => {
  it('counts what the cache gave and took as input', () => {
    expect(
      convertUsage({
        input_tokens: 10,
        cache_read_input_tokens: 200,
        cache_creation_input_tokens: 30,
        output_tokens: 50,
        output_tokens_details: { thinking_tokens: 20 },
        server_tool_use: null,
      }),
    ).toEqual({
      input_tokens: 240,
      output_tokens: 50,
      total_tokens: 290,
      input_tokens_details: { cached_tokens: 200, cache_write_tokens: 30 },
      output_tokens_details: { reasoning_tokens: 20 },
    });
  });

  it('is zero where nothing was said of a part, and none where nothing was said at all', () => {
    expect(
      convertUsage({ input_tokens: 3, output_tokens: null, cache_read_input_tokens: 'x' }),
    ).toEqual({
      input_tokens: 3,
      output_tokens: 0,
      total_tokens: 3,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    });
    expect([undefined, null, {}, 'x'].map(convertUsage)).toEqual(Array(4).fill(undefined));
  });

  it('of a later event replaces that of an earlier one, but null replaces nothing', () => {
    const before = { input_tokens: 25, output_tokens: 1 };
    expect(mergeUsage(before, { input_tokens: null, output_tokens: 15 })).toEqual({
      input_tokens: 25,
      output_tokens: 15,
    });
    expect(mergeUsage(before, undefined)).toEqual(before);
  });

  it('tells the queue', () => {
    const tiers = ['standard', 'priority', 'batch', null].map((service_tier) =>
      mapTier({ service_tier }),
    );
    expect(tiers).toEqual(['default', 'priority', 'batch', undefined]);
  });
});
