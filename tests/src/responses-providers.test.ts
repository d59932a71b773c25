import { recordings, respond, status, stream } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { type House, type HouseOptions, openHouse } from './support/house.ts';
import { judge, recordStreams } from './support/record-streams.ts';

type Input = OpenAI.Responses.ResponseInput;

const apisOf = { native: ['responses', 'compact'], chat: ['chat'], spare: ['responses'] } as const;

/** Two upstreams that speak Responses, and one that speaks chat. */
function openStreet(models?: HouseOptions['models']) {
  return openHouse({
    providerIds: ['native', 'chat', 'spare'],
    provider: (id) => ({ apis: apisOf[id as keyof typeof apisOf] }),
    ...(models && { models }),
  });
}

const reasoning = { effort: 'low' as const, summary: 'auto' as const };
const include = ['reasoning.encrypted_content' as const];

function lastOf(house: House, id: string): Record<string, object[]> {
  return house.upstreamOf(id).requests.at(-1)?.json as Record<string, object[]>;
}

/** One turn at `from`, the next one at `to` with all items of the first. */
async function moveOn(house: House, from: string, to: string): Promise<OpenAI.Responses.Response> {
  const { responses } = house.client();
  const common = { reasoning, include, store: false };
  const first = await responses.create({ model: `${from}/m`, input: 'first', ...common });
  const input = [
    { role: 'user', content: 'first' },
    ...first.output,
    { role: 'user', content: 'second' },
  ] as Input;
  const { output } = first;
  expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
  return responses.create({ model: `${to}/m`, input, ...common });
}

describe('a conversation that moves between providers', () => {
  it('takes opaque reasoning back to who made it, byte for byte', async () => {
    await using house = await openStreet();
    const second = await moveOn(house, 'native', 'native');
    expect(second.output_text).toBe('You wrote: second');
    expect(lastOf(house, 'native').input?.[1]).toMatchObject({
      type: 'reasoning',
      encrypted_content: expect.stringMatching(/^gAAAA/),
    });
  });

  it.each(['spare', 'chat'])('takes it to no other: %s', async (to) => {
    await using house = await openStreet();
    const second = await moveOn(house, 'native', to);
    expect(second.output_text).toBe('You wrote: second');
    expect(JSON.stringify(lastOf(house, to))).not.toContain('"encrypted_content"');
  });

  it('goes on by id at another provider', async () => {
    await using house = await openStreet();
    const { responses } = house.client();
    const first = await responses.create({ model: 'native/m', input: 'first', reasoning });
    for (const model of ['chat/m', 'spare/m', 'native/m']) {
      const next = { model, input: 'second', previous_response_id: first.id };
      expect((await responses.create(next)).output_text).toBe('You wrote: second');
    }
  });

  it('carries calls and their ids from chat to responses', async () => {
    await using house = await openStreet();
    const { responses } = house.client();
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [{ type: 'function' as const, name: 'f', parameters, strict: false }];
    const first = await responses.create({ model: 'chat/m', input: 'Use f.', tools });
    const [call] = first.output;
    if (call?.type !== 'function_call') throw new Error('There is no call.');
    const second = await responses.create({
      model: 'native/m',
      tools,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: 'sunny' }],
    });
    expect(second.output_text).toBe('The tool said: sunny');
  });

  it('hides opaque reasoning from clients that did not ask for it, and has it all the same', async () => {
    await using house = await openStreet();
    const { fetch, streams } = recordStreams();
    const { responses } = house.client({ fetch });
    const params = { model: 'native/m', reasoning };
    const first = await responses.stream({ ...params, input: 'first' }).finalResponse();
    const [read] = await streams();
    expect(read?.violations).toEqual([]);
    expect(read?.text).not.toContain('encrypted_content');
    const next = { ...params, input: 'second', previous_response_id: first.id };
    await responses.create(next);
    expect(JSON.stringify(lastOf(house, 'native').input)).toContain('"encrypted_content":"gAAAA');
  });
});

describe('a model with targets of different apis', () => {
  it('goes on to the other way when the first target fails', async () => {
    for (const targets of [
      ['native/m', 'chat/m'],
      ['chat/m', 'native/m'],
    ]) {
      await using house = await openStreet({ both: targets });
      const first = targets[0] === 'native/m' ? 'native' : 'chat';
      house.upstreamOf(first).script(status(500), status(500));
      const body = { model: 'both', input: 'Hi', stream: true };
      const { events, violations } = judge((await house.send('/responses', { body })).text);
      expect(violations).toEqual([]);
      expect(events.at(-1)).toMatchObject({
        type: 'response.completed',
        response: { output: [{ content: [{ text: 'You wrote: Hi' }] }] },
      });
    }
  });

  it('goes on to a target that can say what the first cannot', async () => {
    await using house = await openStreet({ both: ['chat/m', 'native/m'] });
    const tools = [{ type: 'web_search' as const }];
    const response = await house.client().responses.create({ model: 'both', input: 'Hi', tools });
    expect(response.output_text).toBe('You wrote: Hi');
    expect(house.upstreamOf('chat').requests).toHaveLength(0);
  });

  it('tells what no target can say, by its field', async () => {
    await using house = await openStreet();
    const tools = [{ type: 'web_search' }];
    const reply = await house.send('/responses', { body: { model: 'chat/m', input: 'Hi', tools } });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ error: { param: 'tools[0].type' } });
  });
});

const ended = (finish_reason: string) =>
  respond({
    json: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_764_968_540,
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'So far' }, finish_reason }],
      usage: null,
    },
  });

describe('answers of chat upstreams', () => {
  it('that a filter stopped are incomplete for that reason', async () => {
    await using house = await openStreet();
    house.upstreamOf('chat').script(ended('content_filter'));
    const response = await house.client().responses.create({ model: 'chat/m', input: 'Hi' });
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
      output_text: 'So far',
      usage: { input_tokens: expect.any(Number), estimated: true },
    });
  });

  it('with nothing but calls that are not allowed are a failure of the model', async () => {
    await using house = await openStreet();
    house.upstreamOf('chat').script(stream(recordings.chatToolCalls.frames));
    const tools = ['get_weather', 'get_time', 'get_date'].map((name) => ({
      type: 'function' as const,
      name,
      parameters: { type: 'object' },
    }));
    const tool_choice = {
      type: 'allowed_tools' as const,
      mode: 'auto' as const,
      tools: [{ type: 'function', name: 'get_date' }],
    };
    const body = { model: 'chat/m', input: 'Hi', tools, tool_choice, stream: true };
    const { events, violations } = judge((await house.send('/responses', { body })).text);
    expect(violations).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'model_error' } },
    });
  });
});
