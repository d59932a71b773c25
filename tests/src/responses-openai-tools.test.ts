import { normal, recordings, status, stream } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { expect, it } from 'vitest';
import { onBothWays, openResponsesHouse, toldTo, type Way } from './support/responses-house.ts';

type Input = OpenAI.Responses.ResponseInputItem;
type Output = OpenAI.Responses.ResponseOutputItem;

const weather: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a city.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};
const time: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'get_time',
  strict: false,
  parameters: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
};
const tools = [weather, time];
const model = 'test-model';

function callsOf(output: readonly Output[]) {
  return output.filter((item) => item.type === 'function_call');
}

function said(output: readonly Output[]) {
  return callsOf(output).map(({ name, arguments: text }) => [name, text]);
}

/** What the tools say to the calls of a response. */
function answersTo(output: readonly Output[]): Input[] {
  return callsOf(output).map(({ name, call_id }) => ({
    type: 'function_call_output',
    call_id,
    output: name === 'get_weather' ? 'sunny' : 'noon',
  }));
}

const interleaved = {
  native: recordings.responsesToolCalls.frames,
  converted: recordings.chatToolCalls.frames,
} satisfies Readonly<Record<Way, unknown>>;

onBothWays('the openai SDK: tools in responses', (way) => {
  it('gets parallel calls, whole and streamed, and the tools echoed', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const params = { model, input: 'Both, please.', tools, tool_choice: 'required' as const };
    const whole = await responses.create(params);
    const streamed = await responses.stream(params).finalResponse();
    for (const { output, tools: echoed, tool_choice } of [whole, streamed]) {
      expect(said(output)).toEqual([
        ['get_weather', '{"city":"city"}'],
        ['get_time', '{"zone":"zone"}'],
      ]);
      expect(new Set(callsOf(output).map(({ call_id }) => call_id)).size).toBe(2);
      expect(echoed).toEqual([weather, { ...time, description: null }]);
      expect(tool_choice).toBe('required');
    }
    await house.validStreams();
  });

  it('tells calls apart whose arguments arrive by turns', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(stream(interleaved[way]));
    const final = await house.openai.responses
      .stream({ model, input: 'Weather and time, please.', tools })
      .finalResponse();
    expect(said(final.output)).toEqual([
      ['get_weather', '{"city":"Köln"}'],
      ['get_weather', '{"city":"東京"}'],
      ['get_time', '{"zone":"Europe/Berlin"}'],
    ]);
    await house.validStreams();
  });

  it('runs a loop with previous_response_id; what the upstream fails at is asked again', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(normal(), status(503), normal());
    const { responses } = house.openai;
    const input = 'Use get_weather and get_time.';
    const first = await responses.stream({ model, input, tools }).finalResponse();
    const second = await responses
      .stream({ model, tools, previous_response_id: first.id, input: answersTo(first.output) })
      .finalResponse();
    expect(second.output_text).toBe('The tool said: noon');
    expect(toldTo(house)).toEqual(
      way === 'native'
        ? [
            ['user', input],
            ['function_call', undefined],
            ['function_call', undefined],
            ['function_call_output', 'sunny'],
            ['function_call_output', 'noon'],
          ]
        : [
            ['user', input],
            ['assistant', 2],
            ['tool', 'sunny'],
            ['tool', 'noon'],
          ],
    );
    await house.validStreams();
  });

  it('runs a loop with the items themselves, which the gateway need not keep', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const input: Input[] = [{ role: 'user', content: 'Use get_weather and get_time.' }];
    const first = await responses.create({ model, input, tools, store: false });
    input.push(...(first.output as Input[]), ...answersTo(first.output));
    const second = await responses.create({ model, input, tools, store: false });
    expect(second.output_text).toBe('The tool said: noon');
    expect(second).toMatchObject({ store: false });
    expect(toldTo(house).at(-1)?.[1]).toBe('noon');
  });

  it('refers to the items of a stored response by id', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const question: Input = { role: 'user', content: 'Use get_weather.' };
    const first = await responses.create({ model, input: [question], tools });
    const references = first.output.map(
      ({ id }): Input => ({ type: 'item_reference', id: id ?? '' }),
    );
    const input = [question, ...references, ...answersTo(first.output)];
    const second = await responses.create({ model, input, tools });
    expect(second.output_text).toBe('The tool said: sunny');
  });

  it('gets one call only, where it wants no parallel ones', async () => {
    await using house = await openResponsesHouse(way);
    const response = await house.openai.responses.create({
      model,
      input: 'Both.',
      tools,
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
    expect(said(response.output)).toEqual([['get_weather', '{"city":"city"}']]);
    expect(response.parallel_tool_calls).toBe(false);
  });

  it('gets the function it has chosen', async () => {
    await using house = await openResponsesHouse(way);
    const tool_choice = { type: 'function' as const, name: 'get_time' };
    const params = { model, input: 'Hi', tools, tool_choice };
    const response = await house.openai.responses.create(params);
    expect(said(response.output)).toEqual([['get_time', '{"zone":"zone"}']]);
    expect(response.tool_choice).toEqual(tool_choice);
  });

  it('gets no call but the allowed ones', async () => {
    await using house = await openResponsesHouse(way);
    const allowed = { type: 'function' as const, name: 'get_time' };
    const response = await house.openai.responses.create({
      model,
      input: 'Use get_weather and get_time.',
      tools,
      tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [allowed] },
    });
    expect(said(response.output)).toEqual([['get_time', '{"zone":"zone"}']]);
    expect(response.tools).toHaveLength(2);
  });
});
