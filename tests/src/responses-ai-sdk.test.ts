import { hangsMidStream } from '@gw/testkit/upstream';
import { APICallError, generateText, type ModelMessage, Output, streamText } from 'ai';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { withBothProviders } from './support/ai-sdk.ts';
import { expectCancelled } from './support/expect-cancelled.ts';
import { lastRequest, openResponsesHouse, toldTo } from './support/responses-house.ts';

const prompt = 'Grüße, 東京 👋🏽!';
const said = 'You wrote: Grüße, 東京 👋🏽!';

withBothProviders('the AI SDK', (way, modelOf) => {
  it('generates text', async () => {
    await using house = await openResponsesHouse(way);
    const { text, usage, finishReason, response } = await generateText({
      model: modelOf(house),
      system: 'Be brief.',
      prompt,
    });
    expect(text).toBe(said);
    expect(finishReason).toBe('stop');
    expect(usage.totalTokens).toBeGreaterThan(0);
    expect(response.modelId).toBe('test-model');
    expect(JSON.stringify(lastRequest(house))).toContain('Be brief.');
  });

  it('streams text', async () => {
    await using house = await openResponsesHouse(way);
    const result = streamText({ model: modelOf(house), prompt });
    const deltas: string[] = [];
    for await (const delta of result.textStream) deltas.push(delta);
    expect(deltas.join('')).toBe(said);
    expect(deltas.length).toBeGreaterThan(2);
    expect(await result.finishReason).toBe('stop');
    expect((await result.usage).outputTokens).toBeGreaterThan(0);
    await house.validStreams();
  });

  it('goes on with the messages of an answer', async () => {
    await using house = await openResponsesHouse(way);
    const messages: ModelMessage[] = [{ role: 'user', content: 'first' }];
    const model = modelOf(house);
    const first = await generateText({ model, messages });
    messages.push(...first.response.messages, { role: 'user', content: 'second' });
    const second = await generateText({ model, messages });
    expect(second.text).toBe('You wrote: second');
    expect(toldTo(house)).toEqual([
      ['user', 'first'],
      ['assistant', 'You wrote: first'],
      ['user', 'second'],
    ]);
  });

  it('generates an object by its schema, whole and streamed', async () => {
    await using house = await openResponsesHouse(way);
    const output = Output.object({ schema: z.object({ city: z.string(), days: z.int() }) });
    const model = modelOf(house);
    const whole = await generateText({ model, prompt: 'A trip.', output });
    expect(whole.output).toEqual({ city: 'city', days: 1 });
    const streamed = streamText({ model, prompt: 'A trip.', output });
    const partial: unknown[] = [];
    for await (const part of streamed.partialOutputStream) partial.push(part);
    expect(partial.at(-1)).toEqual({ city: 'city', days: 1 });
    expect(JSON.stringify(lastRequest(house))).toContain('"days"');
    await house.validStreams();
  });

  it('sees that an answer was cut off', async () => {
    await using house = await openResponsesHouse(way);
    const words = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');
    const params = { model: modelOf(house), prompt: words, maxOutputTokens: 16 };
    expect((await generateText(params)).finishReason).toBe('length');
    expect(await streamText(params).finishReason).toBe('length');
    await house.validStreams();
  });

  it('sends pictures', async () => {
    await using house = await openResponsesHouse(way);
    const data =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await generateText({
      model: modelOf(house),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is on this?' },
            { type: 'file', data, mediaType: 'image/png' },
          ],
        },
      ],
    });
    expect(JSON.stringify(lastRequest(house))).toContain(`data:image/png;base64,${data}`);
  });

  it('gets our errors as its own', async () => {
    await using house = await openResponsesHouse(way, { models: { known: 'main/test-model' } });
    const call = generateText({ model: modelOf(house), prompt, maxRetries: 0 });
    const error = await call.catch((thrown: unknown) => thrown);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: 404,
      isRetryable: false,
      message: expect.stringContaining('test-model'),
    });
  });

  it('stops the upstream when it aborts', async () => {
    await using house = await openResponsesHouse(way);
    house.upstream.script(hangsMidStream(6));
    const controller = new AbortController();
    const result = streamText({
      model: modelOf(house),
      prompt,
      abortSignal: controller.signal,
    });
    for await (const delta of result.textStream) if (delta) controller.abort();
    await expectCancelled(house);
  });
});
