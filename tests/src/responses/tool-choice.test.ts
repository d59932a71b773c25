/** G15: no call that the request forbids reaches the client of a converted stream. */
import { serveWebSocket } from '@gw/adapter-node/websocket';
import type { ResponseResource } from '@gw/schema';
import { always } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import type { House } from '../support/house.ts';
import { type ChatAnswer, chatAnswers } from './support/chat-answers.ts';
import { eventsOf, faultsOfResponse, faultsOfStream, finalOf } from './support/oracle.ts';
import { time, weather } from './support/scenarios.ts';
import { chatOnly, native, setups } from './support/setups.ts';
import { openSocket } from './support/socket.ts';

const tools = [weather, time];
const callOf = (name: string, at: number) => ({ id: `call_${at}`, name, arguments: '{"a":1}' });
const weatherCall = callOf('get_weather', 1);
const timeCall = callOf('get_time', 2);
const both: ChatAnswer = { content: 'I look it up.', calls: [weatherCall, timeCall] };
const allowed = (mode: string, ...names: readonly string[]) => ({
  type: 'allowed_tools',
  mode,
  tools: names.map((name) => ({ type: 'function', name })),
});

/** What the client sees of a model that calls both tools whatever it was told. */
const rules: readonly (readonly [string, object, readonly string[]])[] = [
  ['auto', {}, ['get_weather', 'get_time']],
  ['required', { tool_choice: 'required' }, ['get_weather', 'get_time']],
  ['none', { tool_choice: 'none' }, []],
  ['a function', { tool_choice: { type: 'function', name: 'get_time' } }, ['get_time']],
  ['allowed_tools', { tool_choice: allowed('auto', 'get_weather') }, ['get_weather']],
  ['allowed_tools, required', { tool_choice: allowed('required', 'get_time') }, ['get_time']],
  ['allowed_tools, none', { tool_choice: allowed('none', 'get_time') }, []],
  ['no parallel calls', { parallel_tool_calls: false }, ['get_weather']],
  [
    'no parallel calls, of an allowed tool',
    { parallel_tool_calls: false, tool_choice: allowed('auto', 'get_time') },
    ['get_time'],
  ],
];

const bodyOf = (members: object) => ({ model: 'test-model', input: 'x', tools, ...members });

const namesOf = ({ output }: ResponseResource) =>
  output.flatMap((item) => (item.type === 'function_call' ? [item.name] : []));

async function ask(house: House, members: object): Promise<ResponseResource[]> {
  const body = bodyOf(members);
  const whole = await house.send('/responses', { body });
  const streamed = await house.send('/responses', { body: { ...body, stream: true } });
  expect(faultsOfResponse(whole.json())).toEqual([]);
  expect(faultsOfStream(streamed.text)).toEqual([]);
  return [whole.json() as unknown as ResponseResource, finalOf(eventsOf(streamed.text))];
}

const converted = setups.filter(({ target }) => target === chatOnly);

describe.each(converted.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  it.each(rules)('%s: only what it allows', async (_name, members, names) => {
    await using house = await setup.open();
    house.upstream.script(always(chatAnswers(both)));
    for (const response of await ask(house, members)) {
      expect([response.status, namesOf(response)]).toEqual(['completed', names]);
    }
    const warnings = house.events.filter(({ type }) => type === 'warning');
    expect(warnings).toHaveLength(2 * (2 - names.length));
    const sent = house.upstream.requests.map(({ json }) => json as { tools?: unknown[] });
    for (const { tools: told } of sent) expect(told).toHaveLength(2);
  });

  it('where nothing remains, the response fails with model_error', async () => {
    await using house = await setup.open();
    house.upstream.script(always(chatAnswers({ calls: [weatherCall] })));
    const members = { tool_choice: allowed('auto', 'get_time') };
    const whole = await house.send('/responses', { body: bodyOf(members) });
    expect([whole.status, whole.json()]).toEqual([
      500,
      {
        error: {
          message: expect.any(String),
          type: 'model_error',
          param: null,
          code: 'model_error',
        },
      },
    ]);
    const streamed = await house.send('/responses', { body: bodyOf({ ...members, stream: true }) });
    // Its opening events are out before anybody knows.
    expect(streamed.status).toBe(200);
    expect(faultsOfStream(streamed.text)).toEqual([]);
    expect(finalOf(eventsOf(streamed.text))).toMatchObject({
      status: 'failed',
      error: { code: 'model_error' },
      output: [],
    });
  });

  it('over a WebSocket it is told once', async () => {
    await using house = await setup.open({ serve: { webSocket: serveWebSocket } });
    house.upstream.script(always(chatAnswers({ calls: [weatherCall] })));
    const socket = await openSocket(house);
    const told = await socket.turn(bodyOf({ tool_choice: 'none' }));
    expect(told.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'model_error' } },
    });
    expect(told.filter(({ type }) => type === 'error')).toEqual([]);
  });
});

const natives = setups.filter(({ target }) => target === native);

describe.each(natives.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  it.each(rules)('%s goes to the upstream as it is, and comes back', async (_name, members) => {
    await using house = await setup.open();
    for (const response of await ask(house, members)) expect(response).toMatchObject(members);
    for (const { json } of house.upstream.requests) {
      expect(json).toMatchObject({ ...members, tools });
    }
  });

  it('what the model must call, it calls', async () => {
    await using house = await setup.open();
    for (const [choice, names] of [
      ['required', ['get_weather', 'get_time']],
      [{ type: 'function', name: 'get_time' }, ['get_time']],
    ] as const) {
      for (const response of await ask(house, { tool_choice: choice })) {
        expect(namesOf(response)).toEqual(names);
      }
    }
  });
});
