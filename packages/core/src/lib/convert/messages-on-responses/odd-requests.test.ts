import { findIssue, messagesRequestEssentials } from '@gw/schema';
import { expect, test } from 'vitest';
import { forSeeds, type Seeded } from '../../../__fixtures__/seeded.ts';
import { GatewayError } from '../../errors.ts';
import { asked } from './__fixtures__/asked.ts';

const text = { type: 'text', text: 'a', citations: [{}], cache_control: {} };
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } };
const document = (source: object) => ({
  type: 'document',
  source,
  title: 'a',
  context: 'b',
  citations: { enabled: false },
});
const everything = {
  model: 'm',
  max_tokens: 64,
  system: [text],
  messages: [
    {
      role: 'user',
      content: [
        text,
        image,
        document({ type: 'base64', media_type: 'application/pdf', data: 'QUJD' }),
        document({ type: 'url', url: 'https://example.com' }),
        document({ type: 'text', media_type: 'text/plain', data: 'a' }),
        document({ type: 'content', content: [text, image] }),
        { type: 'search_result', source: 'a', title: 'b', content: [text], citations: {} },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'a', signature: 'b' },
        { type: 'redacted_thinking', data: 'a' },
        text,
        { type: 'tool_use', id: 'a', name: 'get', input: { a: 1 }, caller: { type: 'direct' } },
      ],
    },
    { role: 'system', content: [text] },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'a', content: [text, image], is_error: true }],
    },
  ],
  tools: [{ type: 'custom', name: 'get', input_schema: {}, input_examples: [{}] }],
  tool_choice: { type: 'tool', name: 'get', disable_parallel_tool_use: true },
  thinking: { type: 'enabled', budget_tokens: 1_024, display: 'omitted' },
  output_config: { effort: 'low', format: { type: 'json_schema', schema: {} } },
  metadata: { user_id: 'u' },
  stop_sequences: [],
  service_tier: 'auto',
};

const oddities = [null, undefined, 0, true, '', 'a', [], [null], {}, { type: null }];

/** The same with something else at a random place. */
function odd(seeded: Seeded, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return seeded.pick(oddities);
  const names = Object.keys(value);
  if (names.length === 0 || seeded.chance(0.2)) return seeded.pick(oddities);
  const name = seeded.pick(names);
  const member = odd(seeded, (value as Record<string, unknown>)[name]);
  return Array.isArray(value)
    ? value.map((one, at) => (String(at) === name ? member : one))
    : { ...value, [name]: member };
}

test('all that a request can say is understood', () => {
  expect(() => asked(everything)).not.toThrow();
});

test('what has no meaning is refused by name, or left out, and nothing else happens', async () => {
  let refused = 0;
  await forSeeds(3_000, (seeded) => {
    const request = odd(seeded, everything) as object;
    if (findIssue(messagesRequestEssentials, request)) return;
    try {
      asked(request);
    } catch (error) {
      if (!(error instanceof GatewayError) || !error.param) throw error;
      refused++;
    }
  });
  expect(refused).toBeGreaterThan(100);
});
