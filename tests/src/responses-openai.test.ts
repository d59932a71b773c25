import { zodTextFormat } from 'openai/helpers/zod';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { judge } from './support/record-streams.ts';
import { onBothWays, openResponsesHouse, toldTo, typesOf } from './support/responses-house.ts';

const request = { model: 'test-model', input: 'Grüße, 東京 👋🏽!' };
const said = 'You wrote: Grüße, 東京 👋🏽!';

onBothWays('the openai SDK: responses', (way) => {
  it('creates one, with all that the contract requires', async () => {
    await using house = await openResponsesHouse(way);
    const settings = { instructions: 'Be brief.', temperature: 0.5, metadata: { trip: '7' } };
    const response = await house.openai.responses.create({ ...request, ...settings });
    expect(response.output_text).toBe(said);
    expect(response).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'test-model',
      ...settings,
      error: null,
      incomplete_details: null,
      previous_response_id: null,
      store: true,
      tools: [],
      output: [{ type: 'message', role: 'assistant', status: 'completed' }],
    });
    expect(response.id).toMatch(/^resp_/);
    const { input_tokens = 0, output_tokens = 0, total_tokens } = response.usage ?? {};
    expect(total_tokens).toBe(input_tokens + output_tokens);
    expect(output_tokens).toBeGreaterThan(0);
    expect(response._request_id).toMatch(/^req_[0-9a-f]{32}$/);
  });

  it('streams, event by event', async () => {
    await using house = await openResponsesHouse(way);
    const events = await house.openai.responses.create({ ...request, stream: true });
    let text = '';
    for await (const event of events) {
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    expect(text).toBe(said);
    const [stream] = await house.validStreams();
    expect(typesOf(stream?.events ?? [])).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('assembles with responses.stream(), and goes on with a second turn', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const running = responses.stream(request);
    const deltas: string[] = [];
    running.on('response.output_text.delta', ({ delta }) => void deltas.push(delta));
    const first = await running.finalResponse();
    expect(first.output_text).toBe(said);
    expect(deltas.join('')).toBe(said);
    expect(deltas.length).toBeGreaterThan(2);
    const second = await responses
      .stream({ model: 'test-model', input: 'And now?', previous_response_id: first.id })
      .finalResponse();
    expect(second.output_text).toBe('You wrote: And now?');
    expect(second.previous_response_id).toBe(first.id);
    expect(second.id).not.toBe(first.id);
    expect(toldTo(house)).toEqual([
      ['user', request.input],
      ['assistant', said],
      ['user', 'And now?'],
    ]);
    expect(await house.validStreams()).toHaveLength(2);
  });

  it('says the same, streamed and not', async () => {
    await using house = await openResponsesHouse(way);
    const body = { ...request, instructions: 'Be brief.', metadata: { trip: '7' } };
    const whole = await house.send('/responses', { body });
    const streamed = await house.send('/responses', { body: { ...body, stream: true } });
    const last = judge(streamed.text).events.at(-1);
    expect(timeless(last?.response)).toEqual(timeless(whole.json()));
  });

  it('parses structured output; the schema reaches the upstream and is echoed', async () => {
    await using house = await openResponsesHouse(way);
    const format = zodTextFormat(z.object({ city: z.string(), days: z.int() }), 'trip');
    const params = { ...request, text: { format } };
    const parsed = await house.openai.responses.parse(params);
    expect(parsed.output_parsed).toEqual({ city: 'city', days: 1 });
    expect(parsed.text?.format).toMatchObject({ type: 'json_schema', schema: format.schema });
    const { json } = await house.upstream.nextRequest();
    const { name, schema, strict } = format;
    expect(json).toMatchObject(
      way === 'native'
        ? { text: { format: { type: 'json_schema', name, schema, strict } } }
        : { response_format: { type: 'json_schema', json_schema: { name, schema, strict } } },
    );
    const streamed = await house.openai.responses.stream(params).finalResponse();
    expect(streamed.output_parsed).toEqual({ city: 'city', days: 1 });
    await house.validStreams();
  });

  it('stops at max_output_tokens, and says why', async () => {
    await using house = await openResponsesHouse(way);
    const input = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');
    const params = { ...request, input, max_output_tokens: 16 };
    const whole = await house.openai.responses.create(params);
    const streamed = await house.openai.responses.stream(params).finalResponse();
    for (const response of [whole, streamed]) {
      expect(response.status).toBe('incomplete');
      expect(response.incomplete_details).toEqual({ reason: 'max_output_tokens' });
      expect(response.max_output_tokens).toBe(16);
      expect(response.usage?.output_tokens).toBe(16);
      expect(response.output).toMatchObject([{ type: 'message', status: 'incomplete' }]);
    }
    expect(whole.output_text).toMatch(/^You wrote: word0/);
    expect(streamed.output_text).toBe(whole.output_text);
    const [stream] = await house.validStreams();
    expect(stream?.events.at(-1)?.type).toBe('response.incomplete');
  });

  it('has logprobs only when it asks for them', async () => {
    await using house = await openResponsesHouse(way);
    const params = {
      ...request,
      include: ['message.output_text.logprobs' as const],
      top_logprobs: 2,
    };
    const whole = await house.openai.responses.create(params);
    const streamed = await house.openai.responses.stream(params).finalResponse();
    for (const response of [whole, streamed]) {
      const logprobs = logprobsOf(response);
      expect(logprobs.map(({ token }) => token).join('')).toBe(said);
      expect(logprobs[0]?.top_logprobs).toHaveLength(2);
    }
    expect(logprobsOf(await house.openai.responses.create(request))).toEqual([]);
    await house.validStreams();
  });

  it('sends pictures in parts', async () => {
    await using house = await openResponsesHouse(way);
    const image_url = 'data:image/png;base64,iVBORw0KGgo=';
    const response = await house.openai.responses.create({
      model: 'test-model',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is on this?' },
            { type: 'input_image', image_url, detail: 'high' },
          ],
        },
      ],
    });
    const { json } = await house.upstream.nextRequest();
    expect(response.output_text).toMatch(/^You wrote: What is on this\? \[/);
    expect(JSON.stringify(json)).toContain(image_url);
    expect(JSON.stringify(json)).toContain('"detail":"high"');
  });
});

/** Without ids and times, which differ from response to response. */
function timeless(response: unknown): unknown {
  const text = JSON.stringify(response, (name, value: unknown) =>
    ['id', 'created_at', 'completed_at'].includes(name) ? typeof value : value,
  );
  return JSON.parse(text) as unknown;
}

interface Logprob {
  readonly token: string;
  readonly top_logprobs?: readonly unknown[];
}

function logprobsOf({ output }: { output: readonly object[] }): readonly Logprob[] {
  const [message] = output as readonly { content?: readonly { logprobs?: Logprob[] }[] }[];
  return message?.content?.[0]?.logprobs ?? [];
}
