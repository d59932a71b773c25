import { normal, status } from '@gw/testkit/upstream';
import { generateText, isStepCount, streamText } from 'ai';
import { expect, it } from 'vitest';
import { weather, withBothProviders } from './support/ai-sdk.ts';
import { openResponsesHouse } from './support/responses-house.ts';

withBothProviders('the AI SDK: tools', (way, modelOf) => {
  it('runs tools to the end, whole', async () => {
    await using house = await openResponsesHouse(way);
    const asked: unknown[] = [];
    const result = await generateText({
      model: modelOf(house),
      prompt: 'Use get_weather.',
      tools: { get_weather: weather(asked) },
      stopWhen: isStepCount(5),
    });
    expect(result.text).toBe('The tool said: sunny');
    expect(result.steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
    expect(asked).toEqual([{ city: 'city' }]);
  });

  it('runs tools to the end, streamed; a round that fails is asked again', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(normal(), status(503), normal());
    const asked: unknown[] = [];
    const result = streamText({
      model: modelOf(house),
      prompt: 'Use get_weather and get_more.',
      tools: { get_weather: weather(asked), get_more: weather(asked) },
      stopWhen: isStepCount(5),
    });
    expect(await result.text).toBe('The tool said: sunny');
    expect(await result.steps).toHaveLength(2);
    expect(asked).toEqual([{ city: 'city' }, { city: 'city' }]);
    expect(house.upstream.requests).toHaveLength(3);
    expect(await house.validStreams()).toHaveLength(2);
  });

  it('gets the tool it has chosen', async () => {
    await using house = await openResponsesHouse(way);
    const { toolCalls } = await generateText({
      model: modelOf(house),
      prompt: 'Hi',
      tools: { get_weather: weather(), get_more: weather() },
      toolChoice: { type: 'tool', toolName: 'get_more' },
    });
    expect(toolCalls.map(({ toolName, input }) => [toolName, input])).toEqual([
      ['get_more', { city: 'city' }],
    ]);
  });
});
