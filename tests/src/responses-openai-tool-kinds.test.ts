import type OpenAI from 'openai';
import { expect, it } from 'vitest';
import { lastRequest, onBothWays, openResponsesHouse, typesOf } from './support/responses-house.ts';

const model = 'test-model';
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

onBothWays('the openai SDK: custom tools, and what tools give back', (way) => {
  it('calls custom tools with free text, streamed, and answers them', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const custom: OpenAI.Responses.CustomTool = {
      type: 'custom',
      name: 'run_code',
      description: 'Runs Python.',
    };
    const asked = { model, input: 'Use run_code.', tools: [custom] };
    const first = await responses.stream(asked).finalResponse();
    const text = way === 'native' ? 'Input for run_code.' : 'input';
    expect(first.output).toMatchObject([
      { type: 'custom_tool_call', name: 'run_code', input: text },
    ]);
    const call = first.output[0];
    if (call?.type !== 'custom_tool_call') throw new Error('There is no call.');
    const second = await responses.create({
      model,
      tools: [custom],
      previous_response_id: first.id,
      input: [{ type: 'custom_tool_call_output', call_id: call.call_id, output: '42' }],
    });
    expect(second.output_text).toBe('The tool said: 42');
    const [events] = await house.validStreams();
    expect(typesOf(events?.events ?? [])).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.custom_tool_call_input.delta',
      'response.custom_tool_call_input.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('shows the model a picture that a tool gave back', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const first = await responses.create({ model, input: 'Use get_weather.', tools: [weather] });
    const call = first.output.find((item) => item.type === 'function_call');
    const image_url = 'data:image/png;base64,iVBORw0KGgo=';
    await responses.create({
      model,
      tools: [weather],
      previous_response_id: first.id,
      input: [
        {
          type: 'function_call_output',
          call_id: call?.call_id ?? '',
          output: [
            { type: 'input_text', text: 'Look:' },
            { type: 'input_image', image_url, detail: 'auto' },
          ],
        },
      ],
    });
    expect(JSON.stringify(lastRequest(house))).toContain(image_url);
  });
});
