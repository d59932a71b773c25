import { createOpenAI } from '@ai-sdk/openai';
import { hangsMidStream, recordings, stream } from '@gw/testkit/upstream';
import { generateText, isStepCount, Output, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { weather } from './support/ai-sdk.ts';
import { expectCancelled } from './support/expect-cancelled.ts';
import { type House, openHouse } from './support/house.ts';

const prompt = 'Grüße, 東京 👋🏽!';
const said = 'You wrote: Grüße, 東京 👋🏽!';

/** A house whose only upstream knows nothing of chat. */
const openReversed = () => openHouse({ provider: { apis: ['responses'] } });

function chatModel({ url }: House) {
  return createOpenAI({ baseURL: url, apiKey: 'sk-client' }).chat('test-model');
}

describe('the AI SDK: chat on an upstream of responses', () => {
  it('generates text, whole and streamed', async () => {
    await using house = await openReversed();
    const model = chatModel(house);
    const whole = await generateText({ model, prompt });
    const streamed = streamText({ model, prompt });
    expect([whole.text, await streamed.text]).toEqual([said, said]);
    expect([whole.finishReason, await streamed.finishReason]).toEqual(['stop', 'stop']);
    expect((await streamed.usage).totalTokens).toBe(whole.usage.totalTokens);
    expect(house.upstream.requests.map(({ path }) => path)).toEqual([
      '/v1/responses',
      '/v1/responses',
    ]);
  });

  it('runs tools to the end, whole and streamed', async () => {
    await using house = await openReversed();
    const params = {
      model: chatModel(house),
      prompt: 'Use get_weather.',
      tools: { get_weather: weather() },
      stopWhen: isStepCount(5),
    };
    const whole = await generateText(params);
    expect(whole.text).toBe('The tool said: sunny');
    expect(whole.steps).toHaveLength(2);
    expect(await streamText(params).text).toBe('The tool said: sunny');
  });

  it('gets parallel calls that arrive by turns', async () => {
    await using house = await openReversed();
    house.upstream.script(stream(recordings.responsesToolCalls.frames));
    const schema = z.object({ city: z.string().optional(), zone: z.string().optional() });
    const tool = { inputSchema: schema };
    const { toolCalls } = streamText({
      model: chatModel(house),
      prompt,
      tools: { get_weather: tool, get_time: tool },
    });
    expect((await toolCalls).map(({ toolName, input }) => [toolName, input])).toEqual([
      ['get_weather', { city: 'Köln' }],
      ['get_weather', { city: '東京' }],
      ['get_time', { zone: 'Europe/Berlin' }],
    ]);
  });

  it('generates an object by its schema', async () => {
    await using house = await openReversed();
    const output = Output.object({ schema: z.object({ city: z.string(), days: z.int() }) });
    const result = await generateText({ model: chatModel(house), prompt, output });
    expect(result.output).toEqual({ city: 'city', days: 1 });
  });

  it('stops the upstream when it aborts', async () => {
    await using house = await openReversed();
    house.upstream.script(hangsMidStream(6));
    const controller = new AbortController();
    const { textStream } = streamText({
      model: chatModel(house),
      prompt,
      abortSignal: controller.signal,
    });
    for await (const delta of textStream) if (delta) controller.abort();
    await expectCancelled(house);
  });
});
