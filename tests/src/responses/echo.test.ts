/** A response says what was asked of it, and holds nothing that was not asked for. */
import { serveWebSocket } from '@gw/adapter-node/websocket';
import type { ResponseResource } from '@gw/schema';
import { always } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import type { House } from '../support/house.ts';
import { chatAnswers } from './support/chat-answers.ts';
import { eventsOf, faultsOfResponse, faultsOfStream, snapshotsOf } from './support/oracle.ts';
import { answerSchema, time, weather } from './support/scenarios.ts';
import { chatOnly, native, setups } from './support/setups.ts';
import { openSocket } from './support/socket.ts';

const hooked = setups.filter(({ target }) => target === native || target === chatOnly);

/** All snapshots of all the ways to ask. */
async function askAll(house: House, members: object): Promise<ResponseResource[]> {
  const body = { model: 'test-model', input: 'one two', ...members };
  const whole = await house.send('/responses', { body });
  const streamed = await house.send('/responses', { body: { ...body, stream: true } });
  const socket = await openSocket(house);
  const told = await socket.turn(body);
  socket.close();
  return [
    whole.json() as unknown as ResponseResource,
    ...snapshotsOf(eventsOf(streamed.text)).map(({ response }) => response),
    ...told.flatMap(({ response }) => (response ? [response as ResponseResource] : [])),
  ];
}

const format = {
  type: 'json_schema',
  name: 'answer',
  description: 'An answer.',
  schema: answerSchema,
  strict: true,
};

/** What is asked, and what is told of it where that differs. */
const asked: readonly (readonly [string, object, object?])[] = [
  ['instructions', { instructions: 'Be brief.' }],
  ['temperature and top_p', { temperature: 0, top_p: 0.25 }],
  ['penalties', { presence_penalty: -1.5, frequency_penalty: 1.5 }],
  ['limits', { max_output_tokens: 1234, max_tool_calls: 3 }],
  ['metadata', { metadata: { a: '1', b: '' } }],
  ['names', { safety_identifier: 'user-7', prompt_cache_key: 'chat-7' }],
  ['truncation', { truncation: 'auto' }],
  ['store', { store: false }],
  ['text', { text: { format: { type: 'text' }, verbosity: 'low' } }],
  ['a schema', { text: { format } }],
  ['reasoning', { reasoning: { effort: 'high', summary: 'auto' } }],
  [
    'no parallel calls',
    { parallel_tool_calls: false, tools: [weather] },
    { tools: [{ ...weather }] },
  ],
  [
    'tools, with all their members',
    { tools: [weather, time] },
    { tools: [{ ...weather }, { ...time, description: null }] },
  ],
  ['a strict tool', { tools: [{ ...weather, strict: true }] }],
  ['tool_choice none', { tools: [weather], tool_choice: 'none' }, { tool_choice: 'none' }],
  [
    'a chosen function',
    { tools: [weather], tool_choice: { type: 'function', name: 'get_weather' } },
    { tool_choice: { type: 'function', name: 'get_weather' } },
  ],
  [
    'allowed_tools, with their mode',
    {
      input: 'get_weather',
      tools: [weather],
      tool_choice: { type: 'allowed_tools', tools: [{ type: 'function', name: 'get_weather' }] },
    },
    {
      tool_choice: {
        type: 'allowed_tools',
        mode: 'auto',
        tools: [{ type: 'function', name: 'get_weather' }],
      },
    },
  ],
  [
    'nothing but null',
    { temperature: null, tools: null, metadata: null, text: null },
    {
      temperature: 1,
      tools: [],
      metadata: {},
      text: { format: { type: 'text' } },
    },
  ],
];

const defaults = {
  instructions: null,
  previous_response_id: null,
  incomplete_details: null,
  error: null,
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  truncation: 'disabled',
  text: { format: { type: 'text' } },
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  top_logprobs: 0,
  reasoning: { effort: null, summary: null },
  max_output_tokens: null,
  max_tool_calls: null,
  store: true,
  background: false,
  metadata: {},
  safety_identifier: null,
  prompt_cache_key: null,
};

describe.each(hooked.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  const open = () => setup.open({ serve: { webSocket: serveWebSocket } });

  // G21
  it.each(
    asked.map(([name, members, told]): [string, object, object] => [
      name,
      members,
      told ?? members,
    ]),
  )('echoes %s', async (_name, members, told) => {
    await using house = await open();
    const responses = await askAll(house, members);
    expect(responses).toHaveLength(1 + 3 + 3);
    for (const response of responses) expect(response).toMatchObject(told);
    const exceptions = 'text' in members ? { schemaEcho: answerSchema } : {};
    expect(responses.flatMap((response) => faultsOfResponse(response, exceptions))).toEqual([]);
  });

  it('has defaults for what was not asked', async () => {
    await using house = await open();
    for (const response of await askAll(house, {})) expect(response).toMatchObject(defaults);
  });

  it('names the service tier that was asked for, or the one that it got', async () => {
    await using house = await open();
    const responses = await askAll(house, { service_tier: 'flex' });
    const tiers = responses.map(({ service_tier }) => service_tier);
    // A chat upstream says which tier served; the native one obeys.
    expect(new Set(tiers).size).toBeLessThanOrEqual(2);
    for (const tier of tiers) expect(['flex', 'default']).toContain(tier);
    expect(tiers).toContain(setup.target === native ? 'flex' : 'default');
  });

  // G22
  it('pads its deltas only where the upstream does, and never when told not to', async () => {
    await using house = await open();
    const body = { model: 'test-model', input: 'one two three', stream: true };
    const { text } = await house.send('/responses', {
      body: { ...body, stream_options: { include_obfuscation: false } },
    });
    expect(faultsOfStream(text)).toEqual([]);
    expect(text).not.toContain('"obfuscation"');
    const padded = await house.send('/responses', { body });
    expect(padded.text.includes('"obfuscation"')).toBe(setup.target === native);
  });

  // G22
  it('has log probabilities only where they are included', async () => {
    await using house = await open();
    const include = ['message.output_text.logprobs'];
    for (const response of await askAll(house, {})) {
      expect(JSON.stringify(response)).not.toContain('"logprobs":[{');
    }
    const [whole, ...streamed] = await askAll(house, { include });
    for (const response of [whole, streamed[2], streamed[5]]) {
      expect(faultsOfResponse(response)).toEqual([]);
      expect(JSON.stringify(response?.output)).toContain('"logprobs":[{');
    }
  });

  // G22
  it.each([undefined, [], ['reasoning.encrypted_content']])(
    'has encrypted reasoning only where it is included (%j)',
    async (include) => {
      await using house = await open();
      if (setup.target === chatOnly) {
        house.upstream.script(always(chatAnswers({ reasoning: 'Hm.', content: 'So.' })));
      }
      const responses = await askAll(house, { reasoning: { effort: 'low' }, include });
      const ended = responses.filter(({ status }) => status === 'completed');
      expect(ended).toHaveLength(3);
      for (const { output } of ended) {
        expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
        expect('encrypted_content' in (output[0] ?? {})).toBe((include ?? []).length > 0);
      }
    },
  );
});
