import { doneFrame, failResponse, paced, respond, stream } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { failureOf } from './support/failure-of.ts';
import { openHouse } from './support/house.ts';
import { lastRequest, onBothWays, openResponsesHouse, toldTo } from './support/responses-house.ts';

const model = 'test-model';

onBothWays('the openai SDK: what a next turn is made of', (way) => {
  it('all that was said, but not the instructions of then', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const first = await responses.create({ model, input: 'one', instructions: 'Old rules.' });
    const second = await responses.create({
      model,
      input: 'two',
      instructions: 'New rules.',
      previous_response_id: first.id,
    });
    const third = { model, input: 'three', previous_response_id: second.id };
    expect(JSON.stringify(lastRequest(house))).toContain('New rules.');
    await responses.create(third);
    expect(toldTo(house)).toEqual([
      ['user', 'one'],
      ['assistant', 'You wrote: one'],
      ['user', 'two'],
      ['assistant', 'You wrote: two'],
      ['user', 'three'],
    ]);
    expect(JSON.stringify(house.upstream.requests[1]?.json)).not.toContain('Old rules.');
    expect(JSON.stringify(lastRequest(house))).not.toContain('rules.');
  });

  it('two turns may go on from the same response', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const { id } = await responses.create({ model, input: 'one' });
    const inputs = ['left', 'right', 'middle'];
    const answers = await Promise.all(
      inputs.map((input) => responses.create({ model, input, previous_response_id: id })),
    );
    expect(answers.map(({ output_text }) => output_text)).toEqual(
      inputs.map((input) => `You wrote: ${input}`),
    );
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(3);
  });

  it('an answer that was cut off can be gone on from', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const input = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');
    const params = { model, input, max_output_tokens: 16 };
    const first = await responses.stream(params).finalResponse();
    const next = { model, input: 'Go on.', previous_response_id: first.id };
    expect((await responses.create(next)).output_text).toBe('You wrote: Go on.');
    expect(toldTo(house)[1]).toEqual(['assistant', first.output_text]);
  });

  it('comments while the upstream is slow are no events', async () => {
    await using house = await openResponsesHouse(way, { keepAlive: { afterMs: 20 } });
    house.upstream.script(paced(60));
    const params = { model, input: 'Hi' };
    const final = await house.openai.responses.stream(params).finalResponse();
    expect(final.output_text).toBe('You wrote: Hi');
    const [read] = await house.validStreams();
    expect(read?.text).toMatch(/^:/m);
  });

  it('many streams at once keep apart', async () => {
    await using house = await openResponsesHouse(way);
    const inputs = Array.from({ length: 20 }, (_, at) => `client ${at}`);
    const finals = await Promise.all(
      inputs.map((input) => house.openai.responses.stream({ model, input }).finalResponse()),
    );
    expect(finals.map(({ output_text }) => output_text)).toEqual(
      inputs.map((input) => `You wrote: ${input}`),
    );
    expect(await house.validStreams()).toHaveLength(20);
  });

  it('an error inside a 200 is an error, whole', async () => {
    await using house = await openResponsesHouse(way);
    const error = { message: 'Overloaded', type: 'server_error', code: 'overloaded', param: null };
    const fails = respond({ json: { error } });
    house.upstream.script(fails, fails);
    const failure = await failureOf(house.openai.responses.create({ model, input: 'Hi' }));
    expect(failure.status).toBeGreaterThanOrEqual(500);
    expect(failure.message).toContain('Overloaded');
  });
});

describe('the openai SDK: tools of a namespace, on chat', () => {
  it('are functions there, and calls of the namespace here', async () => {
    await using house = await openResponsesHouse('converted');
    const { responses } = house.openai;
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [
      {
        type: 'namespace',
        name: 'weather',
        description: 'All about the weather.',
        tools: [{ type: 'function', name: 'get', parameters }],
      },
    ] as unknown as OpenAI.Responses.Tool[];
    const asked = { model, input: 'Use weather__get.', tools };
    const first = await responses.stream(asked).finalResponse();
    expect(first.output).toMatchObject([
      { type: 'function_call', name: 'get', namespace: 'weather', arguments: '{"city":"city"}' },
    ]);
    const [call] = first.output;
    if (call?.type !== 'function_call') throw new Error('There is no call.');
    const second = await responses.create({
      model,
      tools,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: 'sunny' }],
    });
    expect(second.output_text).toBe('The tool said: sunny');
    expect(JSON.stringify(lastRequest(house))).toContain('"name":"weather__get"');
    await house.validStreams();
  });
});

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_764_968_540,
  model,
  choices: [{ index: 0, delta, finish_reason }],
});

describe('the openai SDK: a chat model that thinks, talks and calls', () => {
  it('has its thoughts back with its call', async () => {
    await using house = await openResponsesHouse('converted');
    const { responses } = house.openai;
    const call = { index: 0, id: 'call_1', type: 'function' };
    house.upstream.script(
      stream([
        chunk({ role: 'assistant', reasoning_content: 'I need ' }),
        chunk({ reasoning_content: 'the weather.' }),
        chunk({ content: 'Let me look.' }),
        chunk({ tool_calls: [{ ...call, function: { name: 'f', arguments: '{"a"' } }] }),
        chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
        chunk({}, 'tool_calls'),
        doneFrame,
      ]),
    );
    const parameters = { type: 'object' };
    const tools = [{ type: 'function' as const, name: 'f', strict: false, parameters }];
    const first = await responses.stream({ model, input: 'Hi', tools }).finalResponse();
    expect(first.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call']);
    await responses.create({
      model,
      tools,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: 'call_1', output: 'sunny' }],
    });
    expect(lastRequest(house).messages).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: 'Let me look.',
        reasoning_content: 'I need the weather.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
    ]);
    await house.validStreams();
  });
});

describe('the openai SDK: what is not there', () => {
  it('is a 404 or 405 with an error object, as any other path', async () => {
    await using house = await openResponsesHouse('native');
    const { responses } = house.openai;
    const { id } = await responses.create({ model, input: 'Hi' });
    for (const call of [responses.retrieve(id), responses.cancel(id), responses.delete(id)]) {
      const error = await failureOf(call as Promise<unknown>);
      expect([404, 405]).toContain(error.status);
      expect(error.type).toBe('invalid_request_error');
    }
  });
});

describe('the openai SDK: chat on a response that fails', () => {
  it('throws the reason after what had come', async () => {
    await using house = await openHouse({ provider: { apis: ['responses'] } });
    const fails = failResponse({ afterFrames: 7, code: 'server_error', message: 'Out of luck.' });
    house.upstream.script(fails);
    const messages = [{ role: 'user' as const, content: 'one two three four five six' }];
    const chunks = await house.client().chat.completions.create({ model, messages, stream: true });
    let text = '';
    const reading = async () => {
      for await (const { choices } of chunks) text += choices[0]?.delta.content ?? '';
    };
    expect((await failureOf(reading())).message).toContain('Out of luck.');
    expect(text).toMatch(/^You wrote:/);
  });
});
