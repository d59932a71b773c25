import { normal, recordings, status, stream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { openHouse } from './support/house.ts';

const request = {
  model: 'test-model',
  messages: [{ role: 'user' as const, content: 'Weather and time, please.' }],
};

/** A house whose only upstream knows nothing of chat. */
const openReversed = () => openHouse({ provider: { apis: ['responses'] } });

function runnable(name: string, asked: unknown[], answer: string) {
  return {
    type: 'function' as const,
    function: {
      name,
      description: name,
      parse: (text: string) => JSON.parse(text) as object,
      function(args: object) {
        asked.push([name, args]);
        return answer;
      },
      parameters: { type: 'object' as const, properties: { city: { type: 'string' as const } } },
    },
  };
}

describe('the openai SDK: chat tools on an upstream of responses', () => {
  it('tells parallel calls apart whose arguments arrive by turns', async () => {
    await using house = await openReversed();
    house.upstream.script(stream(recordings.responsesToolCalls.frames));
    const final = await house.client().chat.completions.stream(request).finalChatCompletion();
    const calls = final.choices[0]?.message.tool_calls ?? [];
    expect(calls.map((call) => call.type === 'function' && call.function)).toMatchObject([
      { name: 'get_weather', arguments: '{"city":"Köln"}' },
      { name: 'get_weather', arguments: '{"city":"東京"}' },
      { name: 'get_time', arguments: '{"zone":"Europe/Berlin"}' },
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3);
    expect(final.choices[0]?.finish_reason).toBe('tool_calls');
  });

  for (const streamed of [false, true]) {
    it(`runs them to the end with runTools, ${streamed ? 'streamed' : 'whole'}; a round that fails is asked again`, async () => {
      await using house = await openReversed();
      house.upstream.script(normal(), status(503), normal());
      const asked: unknown[] = [];
      const completions = house.client().chat.completions;
      const body = {
        model: 'test-model',
        messages: [{ role: 'user' as const, content: 'Use get_weather and get_time.' }],
        tools: [runnable('get_weather', asked, 'sunny'), runnable('get_time', asked, 'noon')],
      };
      const runner = streamed
        ? completions.runTools({ ...body, stream: true })
        : completions.runTools(body);
      expect(await runner.finalContent()).toBe('The tool said: noon');
      expect(asked).toEqual([
        ['get_weather', { city: 'city' }],
        ['get_time', { city: 'city' }],
      ]);
      const last = house.upstream.requests[2]?.json as { input: { type?: string }[] };
      expect(last.input.map(({ type = 'message' }) => type)).toEqual([
        'message',
        'function_call',
        'function_call',
        'function_call_output',
        'function_call_output',
      ]);
    });
  }
});
