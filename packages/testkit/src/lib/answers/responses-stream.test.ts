import { describe, expect, it } from 'vitest';
import { contract } from '../../__fixtures__/contract.ts';
import { createClient } from '../../__fixtures__/openai-client.ts';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { readSseStream, validateResponsesStream } from '../../responses.ts';
import { startUpstream } from '../../upstream.ts';
import { objectOf, type WireObject } from '../responses/wire-object.ts';

const tools = ['get_weather', 'get_time'].map((name) => ({ type: 'function', name }));
const shell = { type: 'custom', name: 'shell' };
const long = Array.from({ length: 30 }, (_, at) => `w${at}`).join(' ');
const reasoning = { effort: 'low', summary: 'detailed' };

const bodies: Record<string, object> = {
  text: { input: 'héllo 👋🏽' },
  refusal: { input: 'refuse this' },
  calls: { input: 'x', tools, tool_choice: 'required' },
  'custom calls': { input: 'x', tools: [shell], tool_choice: 'required' },
  reasoning: { input: 'x', reasoning, include: ['reasoning.encrypted_content'] },
  'reasoning and calls': { input: 'x', reasoning, tools, tool_choice: 'required' },
  logprobs: { input: 'x', include: ['message.output_text.logprobs'], top_logprobs: 2 },
  'a text that is cut off': { input: long, max_output_tokens: 16 },
  'a call that is cut off': {
    input: 'x',
    tools: Array.from({ length: 9 }, (_, at) => ({
      type: 'function',
      name: `f${at}`,
      parameters: { properties: { [`argument_${at}`]: { type: 'string' } } },
    })),
    tool_choice: 'required',
    max_output_tokens: 16,
  },
};

async function ask(more: object) {
  await using upstream = await startUpstream();
  const body = { model: 'm', ...more };
  return await sendRaw(`${upstream.url}/responses`, { body });
}

/** The events of a stream that is written as OpenAI writes it. */
async function eventsOf(more: object): Promise<WireObject[]> {
  const { text, headers } = await ask({ ...more, stream: true });
  expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
  const { events, violations } = readSseStream(text, { endsWithDone: false });
  expect(violations).toEqual([]);
  return events.map(objectOf);
}

describe.each(Object.entries(bodies))('a stream of %s', (name, body) => {
  it('keeps the rules and fits the contract', async () => {
    const events = await eventsOf(body);
    expect(validateResponsesStream(events)).toEqual([]);
    // Custom tools are OpenAI's own.
    if (name !== 'custom calls') {
      expect(events.flatMap((event) => contract.event(event))).toEqual([]);
    }
  });

  it('ends with what the JSON answer says', async () => {
    // Opaque content is good for one upstream alone, and each question here has its own.
    const { include: _, ...rest } = body as { include?: unknown };
    const asked = name === 'reasoning' ? rest : body;
    const events = await eventsOf(asked);
    expect(events.at(-1)?.response).toEqual(JSON.parse((await ask(asked)).text));
  });

  it('is what the official client can follow', async () => {
    await using upstream = await startUpstream();
    const stream = createClient(upstream).responses.stream({ model: 'm', ...body });
    const final = await stream.finalResponse();
    expect(final.output.length).toBeGreaterThan(0);
  });
});

it('begins with the tier that was asked for and ends with the one that served', async () => {
  const tiersOf = async (more: object) => {
    const events = await eventsOf({ input: 'x', ...more });
    return [events.at(0), events.at(-1)].map((event) => objectOf(event?.response).service_tier);
  };
  expect(await tiersOf({})).toEqual(['auto', 'default']);
  expect(await tiersOf({ service_tier: 'flex' })).toEqual(['flex', 'flex']);
});

it('pads its deltas unless that is turned off', async () => {
  const paddingOf = async (more: object) => {
    const events = await eventsOf({ input: 'x', ...more });
    return events.filter(({ obfuscation }) => obfuscation !== undefined).map(({ type }) => type);
  };
  expect(await paddingOf({})).toEqual(Array(3).fill('response.output_text.delta'));
  expect(await paddingOf({ stream_options: { include_obfuscation: false } })).toEqual([]);
});

it('takes options of a stream with a stream only', async () => {
  const { status, text } = await ask({ input: 'x', stream_options: {} });
  expect([status, JSON.parse(text).error.param]).toEqual([400, 'stream_options']);
});
