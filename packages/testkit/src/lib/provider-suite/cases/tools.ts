import assert from 'node:assert/strict';
import { greeting, oneCall, parallelCalls, says } from '../answers.ts';
import { hear } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { orRefused } from '../or-refused.ts';
import { type ProviderCase, talkCases, upstreamTalkCases } from '../provider-case.ts';
import { type ChatAnswer, isNativeIn } from '../provider-wire.ts';
import type { Asking, Talk, ToldCall, Tool } from '../talk.ts';

const text = { type: 'string' };
const weather: Tool = {
  name: 'suite_weather',
  description: 'The weather of the days to come',
  parameters: {
    type: 'object',
    properties: { city: text, days: { type: 'integer' } },
    required: ['city', 'days'],
  },
};
const time: Tool = {
  name: 'suite_time',
  parameters: { type: 'object', properties: { zone: text }, required: ['zone'] },
};

const question = 'How is it in Köln?';
const callOne: Asking = { text: question, tools: [weather], calls: 'one' };
const callAll: Asking = { text: question, tools: [weather, time], calls: 'several' };

/** Ids tell the results apart later on; a wire without them leaves it to the provider to make some. */
function checkCalls(
  { wire }: Bench,
  { api }: Talk,
  calls: readonly ToldCall[],
  answer: ChatAnswer,
): void {
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
  assert.deepEqual(values, isNativeIn(wire, api) ? expected : anyIds);
}

function callCases(name: string, answer: ChatAnswer, asking: Asking): readonly ProviderCase[] {
  return talkCases(`tools of <api>: ${name}`, {}, (bench, talk) =>
    orRefused('tools', async () => {
      for (const kind of ['json', 'stream'] as const) {
        says(bench, talk, answer, kind);
        const { text, calls, finish } = await hear(bench, talk, asking, kind);
        assert.equal(text, '', 'a call is no text');
        assert.equal(finish, 'tool_calls');
        assert.ok(calls.length >= (answer === oneCall ? 1 : 2), `${calls.length} calls`);
        checkCalls(bench, talk, calls, answer);
      }
    }),
  );
}

export const toolCases: readonly ProviderCase[] = [
  ...callCases('one call, as JSON and as a stream', oneCall, callOne),
  ...callCases(
    'parallel calls do not mix, also when their pieces come by turns',
    parallelCalls,
    callAll,
  ),
  ...upstreamTalkCases('tools of <api>: what is offered reaches the upstream', {}, (bench, talk) =>
    orRefused('tools', async () => {
      says(bench, talk, oneCall, 'json');
      await hear(bench, talk, callAll, 'json');
      const sent = bench.upstream.requests[0]?.text ?? '';
      const words = ['suite_weather', 'suite_time', weather.description, 'days', 'zone'];
      for (const word of words) assert.ok(sent.includes(`"${word}"`), `"${word}" was sent`);
    }),
  ),
  ...upstreamTalkCases(
    'tools of <api>: a call, what was said with it and its result reach the upstream',
    {},
    (bench, talk) =>
      orRefused('tools', async () => {
        const [call] = oneCall.toolCalls;
        const said = 'suite-let-me-see';
        const called = { call: call ?? assert.fail(), result: 'suite-sunny', said };
        says(bench, talk, greeting, 'json');
        await hear(bench, talk, { text: question, tools: [weather], called }, 'json');
        const sent = bench.upstream.requests[0]?.text ?? '';
        for (const word of ['suite-sunny', 'suite_weather', 'Köln', said]) {
          assert.ok(sent.includes(word), `"${word}" was sent`);
        }
      }),
  ),
];
