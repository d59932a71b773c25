import { normal, recordings, status, stream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { openHouse } from './support/house.ts';

const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const time = {
  type: 'function' as const,
  function: {
    name: 'get_time',
    parameters: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
  },
};
const params = {
  model: 'test-model',
  messages: [{ role: 'user' as const, content: 'Weather and time, please.' }],
  tools: [weather, time],
  tool_choice: 'required' as const,
};

interface Called {
  readonly id?: string;
  readonly function?: { readonly name: string; readonly arguments: string };
}

function callsOf(message: { tool_calls?: readonly unknown[] } | undefined) {
  const calls = (message?.tool_calls ?? []) as readonly Called[];
  return calls.map(({ function: called }) => [called?.name, called?.arguments]);
}

describe('the openai SDK: tools', () => {
  it('gets parallel calls, whole', async () => {
    await using house = await openHouse();
    const completion = await house.client().chat.completions.create(params);
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
    expect(callsOf(completion.choices[0]?.message)).toEqual([
      ['get_weather', '{"city":"city"}'],
      ['get_time', '{"zone":"zone"}'],
    ]);
  });

  it('tells parallel calls apart whose arguments arrive by turns', async () => {
    await using house = await openHouse();
    house.upstream.script(stream(recordings.chatToolCalls.frames));
    const final = await house.client().chat.completions.stream(params).finalChatCompletion();
    expect(callsOf(final.choices[0]?.message)).toEqual([
      ['get_weather', '{"city":"Köln"}'],
      ['get_weather', '{"city":"東京"}'],
      ['get_time', '{"zone":"Europe/Berlin"}'],
    ]);
    const ids = final.choices[0]?.message.tool_calls?.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  it('collects interleaved calls for a client that asked for JSON', async () => {
    await using house = await openHouse();
    house.upstream.script(stream(recordings.chatToolCalls.frames));
    const completion = await house.client().chat.completions.create(params);
    expect(callsOf(completion.choices[0]?.message)).toEqual([
      ['get_weather', '{"city":"Köln"}'],
      ['get_weather', '{"city":"東京"}'],
      ['get_time', '{"zone":"Europe/Berlin"}'],
    ]);
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
  });

  for (const streamed of [false, true]) {
    it(`runs tools to the end with runTools, ${streamed ? 'streamed' : 'whole'}; a round that fails is retried without calling a tool twice`, async () => {
      await using house = await openHouse();
      // Round 1: both tools. Round 2: fails once, then an answer.
      house.upstream.script(normal(), status(503), normal());
      const asked: unknown[] = [];
      const tools = [
        runnable('get_weather', (args) => {
          asked.push(['get_weather', args]);
          return 'sunny';
        }),
        runnable('get_time', (args) => {
          asked.push(['get_time', args]);
          return 'noon';
        }),
      ];
      const completions = house.client().chat.completions;
      const body = {
        model: 'test-model',
        messages: [{ role: 'user' as const, content: 'Use get_weather and get_time.' }],
        tools,
      };
      const runner = streamed
        ? completions.runTools({ ...body, stream: true })
        : completions.runTools(body);
      const answer = await runner.finalContent();
      expect(answer).toBe('The tool said: noon');
      expect(asked).toEqual([
        ['get_weather', { city: 'city' }],
        ['get_time', { city: 'city' }],
      ]);
      expect(house.upstream.requests).toHaveLength(3);
      const last = house.upstream.requests[2]?.json as { messages: { role: string }[] };
      expect(last.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
    });
  }
});

function runnable(name: string, call: (args: object) => string) {
  return {
    type: 'function' as const,
    function: {
      name,
      description: name,
      parse: (text: string) => JSON.parse(text) as object,
      function: call,
      parameters: { type: 'object' as const, properties: { city: { type: 'string' as const } } },
    },
  };
}
