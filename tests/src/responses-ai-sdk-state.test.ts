import { recordings, stream } from '@gw/testkit/upstream';
import { generateText, isStepCount, type ModelMessage, streamText } from 'ai';
import { describe, expect, it } from 'vitest';
import { type ModelMaker, makers, weather, withBothProviders } from './support/ai-sdk.ts';
import {
  lastRequest,
  onBothWays,
  openResponsesHouse,
  type ResponsesHouse,
  toldTo,
  type Way,
} from './support/responses-house.ts';

const prompt = '9.11 or 9.8, which is greater?';
const thought = 'Compare the tenths: 1 < 8 → done.';
const thoughtOf: Readonly<Record<Way, string>> = {
  native: 'The last one said 6 words.',
  converted: thought,
};

const reasoning = { reasoningEffort: 'low', reasoningSummary: 'detailed' };
const providerOptions = { openai: reasoning, gw: reasoning };

/** Upstreams of chat think unasked; this makes ours do so for so many requests. */
function letThink(house: ResponsesHouse, way: Way, times: number): void {
  const shown = stream(recordings.chatReasoning.frames);
  if (way === 'converted') house.upstream.script(...Array.from({ length: times }, () => shown));
}

/** A question, the answer with its thoughts, and another question. */
async function askTwice(house: ResponsesHouse, modelOf: ModelMaker) {
  const model = modelOf(house, 'o3');
  const first = streamText({ model, prompt, providerOptions });
  const messages: ModelMessage[] = [
    { role: 'user', content: prompt },
    ...(await first.response).messages,
    { role: 'user', content: 'Sure?' },
  ];
  const second = await generateText({ model, messages, providerOptions });
  return { first, second };
}

withBothProviders('the AI SDK: reasoning', (way, modelOf) => {
  it('is told, whole and streamed', async () => {
    await using house = await openResponsesHouse(way);
    letThink(house, way, 2);
    const params = { model: modelOf(house, 'o3'), prompt, providerOptions };
    const whole = await generateText(params);
    const streamed = streamText(params);
    for (const text of [whole.reasoningText, await streamed.reasoningText]) {
      expect(text).toContain(thoughtOf[way]);
    }
    expect(await streamed.text).toBe(whole.text);
    await house.validStreams();
  });

  it('is with the messages that the next turn is asked with', async () => {
    await using house = await openResponsesHouse(way);
    letThink(house, way, 1);
    const { second } = await askTwice(house, modelOf);
    expect(second.text).toBe('You wrote: Sure?');
    expect(toldTo(house).at(-1)).toEqual(['user', 'Sure?']);
    await house.validStreams();
  });
});

/** The house, and what the client sends to it. */
function listenTo(house: ResponsesHouse) {
  const sent: string[] = [];
  const fetch: ResponsesHouse['fetch'] = (input, init) => {
    sent.push(String(init?.body));
    return house.fetch(input, init);
  };
  const typesSent = () => {
    const { input } = JSON.parse(sent.at(-1) ?? '') as { input: { type?: string }[] };
    return input.map(({ type = 'message' }) => type);
  };
  return { heard: { ...house, fetch }, typesSent };
}

onBothWays('the AI SDK: references of @ai-sdk/openai', (way) => {
  it('stand for messages, and are found', async () => {
    await using house = await openResponsesHouse(way);
    const { heard, typesSent } = listenTo(house);
    const model = makers['@ai-sdk/openai'](heard);
    const messages: ModelMessage[] = [{ role: 'user', content: 'first' }];
    const first = await generateText({ model, messages });
    messages.push(...first.response.messages, { role: 'user', content: 'second' });
    await generateText({ model, messages });
    expect(typesSent()).toEqual(['message', 'item_reference', 'message']);
    expect(toldTo(house)).toEqual([
      ['user', 'first'],
      ['assistant', 'You wrote: first'],
      ['user', 'second'],
    ]);
  });

  it('stand for reasoning, and its model has it back', async () => {
    await using house = await openResponsesHouse(way);
    letThink(house, way, 1);
    const { heard, typesSent } = listenTo(house);
    await askTwice(heard, makers['@ai-sdk/openai']);
    expect(typesSent()).toEqual(['message', 'item_reference', 'item_reference', 'message']);
    expect(JSON.stringify(lastRequest(house))).not.toContain('item_reference');
    const { input, messages } = lastRequest<Record<string, object[]>>(house);
    if (way === 'converted') expect(messages?.[1]).toMatchObject({ reasoning_content: thought });
    else {
      expect(input?.[1]).toMatchObject({
        type: 'reasoning',
        encrypted_content: expect.stringMatching(/^gAAAA/),
      });
    }
  });

  it('are not sent by a client that wants nothing stored: it sends all itself', async () => {
    await using house = await openResponsesHouse(way);
    const { heard, typesSent } = listenTo(house);
    const { text } = await generateText({
      model: makers['@ai-sdk/openai'](heard),
      prompt: 'Use get_weather.',
      tools: { get_weather: weather() },
      stopWhen: isStepCount(3),
      providerOptions: { openai: { store: false } },
    });
    expect(text).toBe('The tool said: sunny');
    expect(typesSent()).toEqual(['message', 'function_call', 'function_call_output']);
  });

  it('are not needed by a client that names an earlier response', async () => {
    await using house = await openResponsesHouse(way);
    const model = makers['@ai-sdk/openai'](house);
    const first = await generateText({ model, prompt: 'first' });
    const previousResponseId = first.response.id ?? '';
    const options = { openai: { previousResponseId } };
    const second = await generateText({ model, prompt: 'second', providerOptions: options });
    expect(second.text).toBe('You wrote: second');
    expect(toldTo(house)).toHaveLength(3);
  });
});

describe('the AI SDK: a reasoning model without a store', () => {
  it('carries its encrypted thoughts along', async () => {
    await using house = await openResponsesHouse('native');
    const model = makers['@ai-sdk/openai'](house, 'o3');
    const { text } = await generateText({
      model,
      prompt: 'Use get_weather.',
      tools: { get_weather: weather() },
      stopWhen: isStepCount(3),
      providerOptions: { openai: { ...reasoning, store: false } },
    });
    expect(text).toBe('The tool said: sunny');
    const { input } = lastRequest<{ input: object[] }>(house);
    expect(input[1]).toMatchObject({
      type: 'reasoning',
      encrypted_content: expect.stringMatching(/^gAAAA/),
    });
  });
});
