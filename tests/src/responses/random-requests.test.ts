/**
 * What a chat client asks, told as a response and told as chat again by a gateway behind the gateway,
 * is the same question. See random-answers.test.ts for the answers.
 */
import { describe, expect, it } from 'vitest';
import { knock } from '../support/knock.ts';
import { contract } from './support/oracle.ts';
import { toCompletion, toolNames } from './support/random-answer.ts';
import { forSeeds, type Seeded } from './support/seeded.ts';
import { cutAnywhere, gatewayAsUpstream, gatewayOver } from './support/wires.ts';

type Members = Readonly<Record<string, unknown>>;

const words = ['a', 'größe ', '模型', '👋🏽', '{"a":', '"', '\\', '\n', ' null '];

const text = (seeded: Seeded) =>
  `t${Array.from({ length: seeded.below(4) }, () => seeded.pick(words)).join('')}`;

const sometimes = (seeded: Seeded, members: object) => (seeded.chance(0.4) ? members : {});

/** What the end user says: text, or parts. */
function userMessage(seeded: Seeded): Members {
  if (seeded.chance(0.6)) return { role: 'user', content: text(seeded) };
  const media = [
    { type: 'image_url', image_url: { url: 'https://example.test/a.png', detail: 'low' } },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'high' } },
    { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
  ];
  return {
    role: 'user',
    content: [{ type: 'text', text: text(seeded) }, seeded.pick(media)],
  };
}

/** What the model said: words, or calls and their outputs, each answered. */
function turn(seeded: Seeded, number: number): Members[] {
  if (seeded.chance(0.5)) return [{ role: 'assistant', content: text(seeded) }];
  const ids = Array.from({ length: 1 + seeded.below(3) }, (_, at) => `call_${number}_${at}`);
  const tool_calls = ids.map((id) => ({
    id,
    type: 'function',
    function: { name: seeded.pick(toolNames), arguments: JSON.stringify({ q: text(seeded) }) },
  }));
  const content = seeded.chance(0.5) ? text(seeded) : null;
  return [
    { role: 'assistant', content, tool_calls },
    ...ids.map((tool_call_id) => ({ role: 'tool', tool_call_id, content: text(seeded) })),
  ];
}

function randomMessages(seeded: Seeded): Members[] {
  const turns = Array.from({ length: seeded.below(4) }, (_, number) => [
    userMessage(seeded),
    ...turn(seeded, number),
  ]);
  const system = seeded.chance(0.5) ? [{ role: 'system', content: text(seeded) }] : [];
  return [...system, ...turns.flat(), userMessage(seeded)];
}

const schema = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
};

function randomSettings(seeded: Seeded): Members {
  const names = seeded.chance(0.7) ? toolNames.slice(0, 1 + seeded.below(3)) : [];
  const tools = names.map((name) => ({
    type: 'function',
    function: { name, description: text(seeded), parameters: schema, strict: seeded.chance(0.5) },
  }));
  const choice = seeded.pick([
    'auto',
    'none',
    'required',
    { type: 'function', function: { name: names[0] } },
  ]);
  return {
    ...sometimes(seeded, { temperature: seeded.below(3), top_p: 0.5 }),
    ...sometimes(seeded, { presence_penalty: 1, frequency_penalty: -1 }),
    ...sometimes(seeded, { max_completion_tokens: 16 + seeded.below(1000) }),
    ...sometimes(seeded, { reasoning_effort: seeded.pick(['low', 'high']) }),
    ...sometimes(seeded, { verbosity: 'low' }),
    ...sometimes(seeded, {
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } },
    }),
    ...(tools.length > 0 && { tools, ...sometimes(seeded, { tool_choice: choice }) }),
    ...(tools.length > 0 && sometimes(seeded, { parallel_tool_calls: seeded.chance(0.5) })),
  };
}

/** What answers it, so that nothing is forbidden. */
const answer = {
  reasoning: '',
  content: 'So.',
  refusal: '',
  calls: [],
  finish: 'stop',
  usage: {
    prompt_tokens: 2,
    completion_tokens: 1,
    total_tokens: 3,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  },
} as const;

describe('what a chat client asks', () => {
  it('arrives as it was asked, by way of a request that fits the contract', async () => {
    await forSeeds(300, async (seeded) => {
      const asked = { model: 'm', messages: randomMessages(seeded), ...randomSettings(seeded) };
      const arrived: Members[] = [];
      const between: Members[] = [];
      const behind = gatewayOver(
        async (body) => {
          arrived.push(body);
          const whole = toCompletion(answer, 'by index, by turns');
          const bytes = new TextEncoder().encode(JSON.stringify(whole));
          return { isStream: false, reads: [bytes] };
        },
        ['chat'],
      );
      const upstream = gatewayAsUpstream(behind, cutAnywhere(seeded));
      const front = gatewayOver(
        (body) => {
          between.push(body);
          return upstream(body);
        },
        ['responses'],
      );
      const { status, text: told } = await knock(front, {
        path: '/v1/chat/completions',
        body: asked,
      });
      expect([status, told]).toEqual([200, expect.any(String)]);
      expect(between.flatMap((body) => contract.request(body))).toEqual([]);
      expect(arrived).toEqual([asked]);
      await front.close();
      await behind.close();
    });
  });
});
