import type { Hooks } from '@gw/core';
import { createContractValidator } from '@gw/testkit/responses';
import {
  always,
  type Behaviour,
  comments,
  compose,
  crlf,
  jsonWhenStreamAsked,
  normal,
  recordings,
  splitDeltas,
  splitEveryByte,
  splitUtf8,
  stream,
  streamWhenJsonAsked,
} from '@gw/testkit/upstream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { judge } from './support/record-streams.ts';
import { onBothWays, openResponsesHouse, type Way } from './support/responses-house.ts';

const ajv = new Ajv2020({ strict: false });
const contract = createContractValidator((schema) => ajv.compile(schema));

const tool = (name: string) => ({
  type: 'function',
  name,
  description: 'A tool.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
});
const words = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');

/** What a client may ask for within the published contract. */
const requests: Readonly<Record<string, object>> = {
  'a text': { input: 'Grüße, 東京 👋🏽!' },
  'settings of all kinds': {
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
    instructions: 'Be brief.',
    temperature: 0.2,
    top_p: 0.9,
    presence_penalty: 0.1,
    frequency_penalty: 0.1,
    max_output_tokens: 500,
    max_tool_calls: 3,
    metadata: { trip: '7' },
    safety_identifier: 'user-7',
    prompt_cache_key: 'key-7',
    truncation: 'auto',
    service_tier: 'default',
    store: false,
    text: { verbosity: 'low' },
  },
  logprobs: { input: 'Hi', include: ['message.output_text.logprobs'], top_logprobs: 2 },
  'parallel calls': { input: 'Hi', tools: [tool('a'), tool('b')], tool_choice: 'required' },
  'allowed tools': {
    input: 'Use a and b.',
    tools: [tool('a'), tool('b')],
    tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'b' }] },
  },
  'an answer cut off': { input: words, max_output_tokens: 16 },
  'a refusal': { input: 'refuse this' },
  reasoning: {
    input: 'Hi',
    reasoning: { effort: 'low', summary: 'auto' },
    include: ['reasoning.encrypted_content'],
  },
};

onBothWays('the published contract', (way) => {
  it.each(Object.entries(requests))('%s: every event and the whole response', async (_, more) => {
    await using house = await openResponsesHouse(way);
    const body = { model: 'test-model', ...more };
    expect(contract.request(body)).toEqual([]);
    const whole = await house.send('/responses', { body });
    expect(whole.json().error).toBeNull();
    expect(contract.response(whole.json())).toEqual([]);
    const stream_options = { include_obfuscation: false };
    const streamed = { ...body, stream: true, stream_options };
    const { text } = await house.send('/responses', { body: streamed });
    const { events, violations } = judge(text);
    expect(violations).toEqual([]);
    expect(events.flatMap((event) => contract.event(event))).toEqual([]);
    expect(text).not.toContain('"obfuscation"');
    expect(events.length).toBeGreaterThan(5);
  });

  it('holds for raw reasoning in its own dialect', async () => {
    await using house = await openResponsesHouse(way, { responses: { dialect: 'openresponses' } });
    house.upstream.script(stream(raw[way]));
    const body = { model: 'test-model', input: 'Hi', stream: true };
    const { events, violations } = judge((await house.send('/responses', { body })).text);
    expect(violations).toEqual([]);
    expect(events.flatMap((event) => contract.event(event))).toEqual([]);
  });
});

const raw = {
  native: recordings.responsesRawReasoning.frames,
  converted: recordings.chatReasoning.frames,
} satisfies Readonly<Record<Way, unknown>>;

/** Ways to write the same stream, or to answer otherwise than was asked. */
const writings: readonly (readonly [name: string, behaviour: Behaviour])[] = [
  ['byte by byte', splitEveryByte()],
  ['every character torn apart', splitUtf8()],
  ['CRLF', crlf()],
  ['comments between the frames', comments('ping')],
  ['all of it', compose(comments('ping'), crlf(), splitEveryByte())],
  ['JSON where a stream was asked', jsonWhenStreamAsked()],
];

const shouts: Hooks = {
  name: 'shouts',
  onChunk: (event) =>
    'type' in event && event.type === 'response.output_text.delta'
      ? { ...event, delta: event.delta.toUpperCase() }
      : event,
};

onBothWays('the strict helper of the openai SDK', (way) => {
  it.each(writings)('reads an upstream that writes: %s', async (_, behaviour) => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(compose(normal(), behaviour));
    const input = 'Grüße, 東京 👋🏽!';
    const running = house.openai.responses.stream({ model: 'test-model', input });
    expect((await running.finalResponse()).output_text).toBe(`You wrote: ${input}`);
    await house.validStreams();
  });

  it('reads JSON made of a stream that nobody asked for', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(streamWhenJsonAsked());
    const response = await house.openai.responses.create({ model: 'test-model', input: 'Hi' });
    expect(response.output_text).toBe('You wrote: Hi');
    expect(response.status).toBe('completed');
  });

  it('reads what a hook has changed, and the whole text says the same', async () => {
    await using house = await openResponsesHouse(way, { use: [shouts] });
    const running = house.openai.responses.stream({ model: 'test-model', input: 'hello' });
    expect((await running.finalResponse()).output_text).toBe('YOU WROTE: HELLO');
    await house.validStreams();
  });
});

describe('the strict helper on streams that break rules', () => {
  it('reads vLLM through its quirks', async () => {
    const quirks = ['content_index', 'lifecycle', 'missing_fields'];
    await using house = await openResponsesHouse('native', { provider: { quirks } });
    house.upstream.script(always(stream(recordings.responsesVllm.frames)));
    const { responses } = house.openai;
    const params = { model: 'test-model', input: '9.11 or 9.8, which is greater?' };
    const final = await responses.stream(params).finalResponse();
    expect(final.output_text).toBe('9.8 is greater ✓');
    expect(final.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    const [stream0] = await house.validStreams();
    expect(stream0?.events.at(-1)?.response).toMatchObject({ status: 'completed' });
  });

  it('reads deltas of one character', async () => {
    await using house = await openResponsesHouse('native');
    house.upstream.script(compose(normal(), splitDeltas({ length: 1 })));
    const running = house.openai.responses.stream({ model: 'test-model', input: 'Grüße 👋🏽' });
    expect((await running.finalResponse()).output_text).toBe('You wrote: Grüße 👋🏽');
    await house.validStreams();
  });
});
