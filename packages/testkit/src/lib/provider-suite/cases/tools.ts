import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ChatCompletion } from '@gw/schema';
import { greeting, oneCall, parallelCalls, says } from '../answers.ts';
import { askJson, askStream, type Members } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { framesOf } from '../frames.ts';
import { anyCase, type ProviderCase, upstreamCase } from '../provider-case.ts';
import type { ChatAnswer } from '../provider-wire.ts';
import { type ToldCall, toldIn } from '../told.ts';

const text = { type: 'string' };
const weather = {
  type: 'function',
  function: {
    name: 'suite_weather',
    description: 'The weather of the days to come',
    parameters: {
      type: 'object',
      properties: { city: text, days: { type: 'integer' } },
      required: ['city', 'days'],
    },
  },
};
const time = {
  type: 'function',
  function: {
    name: 'suite_time',
    parameters: { type: 'object', properties: { zone: text }, required: ['zone'] },
  },
};

const callOne = { tools: [weather], tool_choice: 'required', parallel_tool_calls: false };
const callAll = { tools: [weather, time], tool_choice: 'required', parallel_tool_calls: true };

async function callsInJson(bench: Bench, members: Members): Promise<readonly ToldCall[]> {
  const { json } = await askJson(bench, 'chat', members);
  const [choice] = (readPayload(json) as ChatCompletion).choices;
  assert.equal(choice?.finish_reason, 'tool_calls');
  return (choice.message.tool_calls ?? []).map(({ id, type, ...call }) => {
    assert.equal(type, 'function');
    assert.ok('function' in call, 'a function was offered');
    const { name, arguments: written } = call.function;
    return { id, name, arguments: written };
  });
}

async function callsInStream(bench: Bench, members: Members): Promise<readonly ToldCall[]> {
  const told = toldIn(await framesOf(bench, await askStream(bench, 'chat', members)));
  assert.deepEqual(told.finishReasons, ['tool_calls']);
  assert.equal(told.text, '', 'a call is no text');
  return told.toolCalls;
}

/** Ids tell the results apart later on; a wire without them leaves it to the provider to make some. */
function checkCalls({ wire }: Bench, calls: readonly ToldCall[], answer: ChatAnswer): void {
  const ids = calls.map(({ id }) => id);
  assert.ok(ids.every(Boolean), 'every call has an id');
  assert.equal(new Set(ids).size, calls.length, 'no two calls have one id');
  const values = calls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) }));
  if (!wire) {
    for (const { name } of values) assert.match(name ?? '', /^suite_(weather|time)$/);
    return;
  }
  const expected = answer.toolCalls.map((call) => ({
    ...call,
    arguments: JSON.parse(call.arguments),
  }));
  const anyIds = expected.map((call, index) => ({ ...call, id: ids[index] }));
  assert.deepEqual(values, wire.isNative ? expected : anyIds);
}

function callCase(name: string, answer: ChatAnswer, members: Members): ProviderCase {
  return anyCase(name, { api: 'chat' }, async (bench) => {
    says(bench, answer, 'json');
    const asJson = await callsInJson(bench, members);
    assert.ok(asJson.length >= (answer === oneCall ? 1 : 2), `${asJson.length} calls`);
    checkCalls(bench, asJson, answer);
    says(bench, answer, 'stream');
    checkCalls(bench, await callsInStream(bench, members), answer);
  });
}

export const toolCases: readonly ProviderCase[] = [
  callCase('tools: one call, as JSON and as a stream', oneCall, callOne),
  callCase(
    'tools: parallel calls do not mix, also when their pieces come by turns',
    parallelCalls,
    callAll,
  ),
  upstreamCase('tools: what is offered reaches the upstream', { api: 'chat' }, async (bench) => {
    says(bench, oneCall, 'json');
    await askJson(bench, 'chat', callAll);
    const sent = bench.upstream.requests[0]?.text ?? '';
    const words = [
      'suite_weather',
      'suite_time',
      'The weather of the days to come',
      'days',
      'zone',
    ];
    for (const word of words) assert.ok(sent.includes(`"${word}"`), `"${word}" was sent`);
  }),
  upstreamCase("tools: a tool's result reaches the upstream", { api: 'chat' }, async (bench) => {
    const [call] = oneCall.toolCalls;
    const { id, ...called } = call ?? assert.fail();
    says(bench, greeting, 'json');
    await askJson(bench, 'chat', {
      tools: [weather],
      messages: [
        { role: 'user', content: 'How is it in Köln?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id, type: 'function', function: called }],
        },
        { role: 'tool', tool_call_id: id, content: 'suite-sunny' },
      ],
    });
    const sent = bench.upstream.requests[0]?.text ?? '';
    for (const word of ['suite-sunny', 'suite_weather', 'Köln']) {
      assert.ok(sent.includes(word), `"${word}" was sent`);
    }
  }),
];
