import { doneFrame, type FrameLike, recordings, stream } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import {
  lastRequest,
  onBothWays,
  openResponsesHouse,
  type ResponsesHouse,
  typesOf,
  type Way,
} from './support/responses-house.ts';

const request = { model: 'test-model', input: '9.11 or 9.8, which is greater?' };
const thought = 'Compare the tenths: 1 < 8 → done.';
const answer = '9.8 is greater ✓';

/** An upstream that shows raw reasoning, on either wire. */
const raw: Readonly<Record<Way, readonly FrameLike[]>> = {
  native: recordings.responsesRawReasoning.frames,
  converted: recordings.chatReasoning.frames,
};

async function eventsOf(house: ResponsesHouse): Promise<string[]> {
  const events = await house.openai.responses.create({ ...request, stream: true });
  const types: string[] = [];
  for await (const { type } of events) types.push(type);
  const [read] = await house.validStreams();
  expect(types).toEqual(read?.events.map(({ type }) => type));
  return types.filter((type) => type.includes('reasoning'));
}

function reasoningOf({ output }: OpenAI.Responses.Response) {
  return output.filter((item) => item.type === 'reasoning');
}

describe('the openai SDK: reasoning that a chat upstream shows', () => {
  it('is a summary, which the strict helper understands', async () => {
    await using house = await openResponsesHouse('converted');
    house.upstream.script(stream(raw.converted));
    const running = house.openai.responses.stream(request);
    const told: string[] = [];
    running.on('response.reasoning_summary_text.delta', ({ delta }) => void told.push(delta));
    const final = await running.finalResponse();
    expect(told.join('')).toBe(thought);
    expect(final.output_text).toBe(answer);
    expect(final.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    expect(reasoningOf(final)[0]?.summary).toEqual([{ type: 'summary_text', text: thought }]);
    expect(final.usage?.output_tokens_details.reasoning_tokens).toBe(11);
    await house.validStreams();
  });

  it('is a summary in JSON too', async () => {
    await using house = await openResponsesHouse('converted');
    house.upstream.script(stream(raw.converted));
    const whole = await house.openai.responses.create(request);
    expect(reasoningOf(whole)[0]?.summary).toEqual([{ type: 'summary_text', text: thought }]);
    expect(whole.output_text).toBe(answer);
  });

  it('is shown to the model again in the next turn', async () => {
    await using house = await openResponsesHouse('converted');
    house.upstream.script(stream(raw.converted));
    const first = await house.openai.responses.stream(request).finalResponse();
    const next = { model: 'test-model', input: 'Sure?', previous_response_id: first.id };
    await house.openai.responses.create(next);
    const { messages } = lastRequest<{ messages: unknown[] }>(house);
    expect(messages[1]).toEqual({
      role: 'assistant',
      content: answer,
      reasoning_content: thought,
    });
  });
});

describe('the openai SDK: reasoning that a Responses upstream tells', () => {
  const reasoning = { effort: 'low' as const, summary: 'detailed' as const };

  it('comes in the parts of its summary', async () => {
    await using house = await openResponsesHouse('native');
    const params = { ...request, reasoning };
    const final = await house.openai.responses.stream(params).finalResponse();
    const whole = await house.openai.responses.create(params);
    for (const response of [final, whole]) {
      expect(response.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
      expect(reasoningOf(response)[0]?.summary).toHaveLength(2);
      expect(reasoningOf(response)[0]?.encrypted_content ?? undefined).toBeUndefined();
      expect(response.reasoning).toMatchObject(reasoning);
    }
    await house.validStreams();
  });

  it('is encrypted for a client that keeps it itself, and goes back to the upstream', async () => {
    await using house = await openResponsesHouse('native');
    const include = ['reasoning.encrypted_content' as const];
    const params = { ...request, reasoning, include, store: false };
    const first = await house.openai.responses.stream(params).finalResponse();
    expect(reasoningOf(first)[0]?.encrypted_content).toMatch(/^gAAAA/);
    const input = [...first.output, { role: 'user', content: 'Sure?' }];
    const second = await house.openai.responses.create({
      ...params,
      input: input as OpenAI.Responses.ResponseInput,
    });
    expect(second.output_text).toBe('You wrote: Sure?');
    await house.validStreams();
  });

  it('is kept by the gateway for a client that goes on by id', async () => {
    await using house = await openResponsesHouse('native');
    const first = await house.openai.responses.create({ ...request, reasoning });
    const next = { ...request, input: 'Sure?', previous_response_id: first.id };
    const second = await house.openai.responses.create(next);
    expect(second.output_text).toBe('You wrote: Sure?');
    const { input } = lastRequest<{ input: { type: string }[] }>(house);
    expect(input.map(({ type }) => type)).toEqual(['message', 'reasoning', 'message', 'message']);
    expect(input[1]).toMatchObject({ encrypted_content: expect.stringMatching(/^gAAAA/) });
  });
});

onBothWays('the names of raw reasoning', (way) => {
  it("are the contract's with the dialect of OpenResponses, and create() reads them", async () => {
    await using house = await openResponsesHouse(way, { responses: { dialect: 'openresponses' } });
    house.upstream.script(stream(raw[way]));
    const types = await eventsOf(house);
    expect([...new Set(types)]).toEqual(['response.reasoning.delta', 'response.reasoning.done']);
  });

  it("are OpenAI's with its dialect, and the strict helper reads them", async () => {
    await using house = await openResponsesHouse(way, { responses: { dialect: 'openai' } });
    house.upstream.script(stream(raw[way]), stream(raw[way]));
    const types = await eventsOf(house);
    expect([...new Set(types)]).toEqual([
      'response.reasoning_text.delta',
      'response.reasoning_text.done',
    ]);
    const final = await house.openai.responses.stream(request).finalResponse();
    const [item] = reasoningOf(final);
    expect(item?.content?.map(({ text }) => text).join('')).toBe(thought);
    expect(final.output_text).toBe(answer);
  });
});

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_764_968_540,
  model: 'test-model',
  choices: [{ index: 0, delta, finish_reason }],
});

onBothWays('the openai SDK: refusals', (way) => {
  it('are parts of a completed message, streamed and not', async () => {
    await using house = await openResponsesHouse(way);
    const refusing = stream([
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ refusal: 'I cannot ' }),
      chunk({ refusal: 'do that.' }),
      chunk({}, 'stop'),
      doneFrame,
    ]);
    if (way === 'converted') house.upstream.script(refusing, refusing);
    const params = { model: 'test-model', input: 'refuse this' };
    const final = await house.openai.responses.stream(params).finalResponse();
    const whole = await house.openai.responses.create(params);
    for (const response of [final, whole]) {
      expect(response.status).toBe('completed');
      expect(response.output).toMatchObject([
        {
          type: 'message',
          status: 'completed',
          content: [{ type: 'refusal', refusal: expect.stringMatching(/^I cannot do that/) }],
        },
      ]);
      expect(response.output_text).toBe('');
    }
    const [read] = await house.validStreams();
    expect(typesOf(read?.events ?? [])).toContain('response.refusal.delta');
  });
});
