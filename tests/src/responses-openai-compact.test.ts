import { respond } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { BadRequestError } from 'openai';
import { describe, expect, it } from 'vitest';
import { failureOf } from './support/failure-of.ts';
import {
  lastRequest,
  onBothWays,
  openResponsesHouse,
  type ResponsesHouse,
  toldTo,
} from './support/responses-house.ts';

const model = 'test-model';
const long: OpenAI.Responses.ResponseInput = [
  { role: 'user', content: 'My name is Ada.' },
  { role: 'assistant', content: 'Hello, Ada.' },
];
const sealKeys = [{ id: 'one', key: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' }];

function compact(house: ResponsesHouse) {
  return house.openai.responses.compact({ model, input: long });
}

/** The compacted conversation as a client hands it back, with a new question. */
function goneOn({ output }: { output: readonly object[] }): OpenAI.Responses.ResponseInput {
  return [...output, { role: 'user', content: 'Who am I?' }] as OpenAI.Responses.ResponseInput;
}

onBothWays('the openai SDK: compaction', (way) => {
  it('gives one item for all that was said, which goes on as input', async () => {
    await using house = await openResponsesHouse(way, { responses: { sealKeys } });
    const compacted = await compact(house);
    expect(compacted.object).toBe('response.compaction');
    expect(compacted.output.filter(({ type }) => type === 'compaction')).toHaveLength(1);
    const { input_tokens, output_tokens, total_tokens } = compacted.usage;
    expect(total_tokens).toBe(input_tokens + output_tokens);
    const params = { model, input: goneOn(compacted) };
    const next = await house.openai.responses.stream(params).finalResponse();
    expect(next.output_text).toBe('You wrote: Who am I?');
    expect(toldTo(house).at(-1)).toEqual(['user', 'Who am I?']);
    await house.validStreams();
  });

  it('goes on by id from a response that began with it', async () => {
    await using house = await openResponsesHouse(way, { responses: { sealKeys } });
    const first = await house.openai.responses.create({
      model,
      input: goneOn(await compact(house)),
    });
    const next = { model, input: 'And now?', previous_response_id: first.id };
    const second = await house.openai.responses.create(next);
    expect(second.output_text).toBe('You wrote: And now?');
  });

  it('starts from a response that is kept', async () => {
    await using house = await openResponsesHouse(way, { responses: { sealKeys } });
    const first = await house.openai.responses.create({ model, input: 'My name is Ada.' });
    const compacted = await house.openai.responses.compact({
      model,
      previous_response_id: first.id,
    });
    expect(JSON.stringify(lastRequest(house))).toContain('My name is Ada.');
    expect(compacted.output.some(({ type }) => type === 'compaction')).toBe(true);
  });

  it('needs a model', async () => {
    await using house = await openResponsesHouse(way);
    const body = { input: long } as unknown as OpenAI.Responses.ResponseCompactParams;
    const error = await failureOf(house.openai.responses.compact(body));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param: 'model', code: 'missing_required_parameter' });
  });
});

describe('the openai SDK: a compaction of the gateway', () => {
  it('is the summary that the model wrote, which nobody else can read', async () => {
    await using house = await openResponsesHouse('converted', { responses: { sealKeys } });
    const summary = 'The user is called Ada.';
    const message = { role: 'assistant', content: summary };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    house.upstream.script(respond({ json: { id: 'c', object: 'chat.completion', choices } }));
    const compacted = await compact(house);
    expect(JSON.stringify(lastRequest(house))).toContain('Hello, Ada.');
    expect(JSON.stringify(compacted.output.at(-1))).not.toContain('Ada');
    await house.openai.responses.create({ model, input: goneOn(compacted) });
    expect(JSON.stringify(lastRequest(house))).toContain(summary);
    expect(JSON.stringify(lastRequest(house))).not.toContain('Hello, Ada.');
  });

  it('is refused when it was changed', async () => {
    await using house = await openResponsesHouse('converted', { responses: { sealKeys } });
    const { output } = await compact(house);
    const changed = output.map((item) =>
      item.type === 'compaction'
        ? { ...item, encrypted_content: item.encrypted_content.replace(/.{8}$/, 'AAAAAAAA') }
        : item,
    );
    const call = house.openai.responses.create({ model, input: goneOn({ output: changed }) });
    expect(await failureOf(call)).toMatchObject({
      status: 400,
      code: 'invalid_encrypted_content',
      param: expect.stringMatching(/^input\[\d\]/),
    });
  });

  it('opens in another process that has the key, and in none that has not', async () => {
    await using first = await openResponsesHouse('converted', { responses: { sealKeys } });
    await using second = await openResponsesHouse('converted', { responses: { sealKeys } });
    await using stranger = await openResponsesHouse('converted');
    const input = goneOn(await compact(first));
    const response = await second.openai.responses.create({ model, input });
    expect(response.output_text).toBe('You wrote: Who am I?');
    const error = await failureOf(stranger.openai.responses.create({ model, input }));
    expect(error.code).toBe('invalid_encrypted_content');
  });
});

onBothWays('the openai SDK: counting', (way) => {
  it('says whether the number is an estimate', async () => {
    await using house = await openResponsesHouse(way);
    const { data, response } = await house.openai.responses.inputTokens
      .count({ model, input: 'one two three four' })
      .withResponse();
    expect(data).toEqual({ object: 'response.input_tokens', input_tokens: expect.any(Number) });
    expect(data.input_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-gw-estimated')).toBe(way === 'native' ? null : 'true');
    expect(house.upstream.requests).toHaveLength(way === 'native' ? 1 : 0);
  });

  it('counts what a response goes on from', async () => {
    await using house = await openResponsesHouse(way);
    const { responses } = house.openai;
    const first = await responses.create({ model, input: 'one two three four five six seven' });
    const alone = await responses.inputTokens.count({ model, input: 'eight' });
    const whole = await responses.inputTokens.count({
      model,
      input: 'eight',
      previous_response_id: first.id,
    });
    expect(whole.input_tokens).toBeGreaterThan(alone.input_tokens);
  });
});
