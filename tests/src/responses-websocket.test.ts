import { createGate, gated, status } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { onBothWays, toldTo, typesOf } from './support/responses-house.ts';
import { pause, until } from './support/until.ts';
import { openSocket, openSocketHouse, responseOf, textOf } from './support/web-socket.ts';

onBothWays('a WebSocket: turns', (way) => {
  it('has the events of the stream as messages, and nothing behind the last', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    client.create({ input: 'Grüße, 東京 👋🏽!' });
    const turn = await client.turn();
    expect(turn.violations).toEqual([]);
    expect(textOf(turn)).toBe('You wrote: Grüße, 東京 👋🏽!');
    expect(typesOf(turn.events)).toEqual([
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
    await house.settled();
    await pause(30);
    expect(client.messages).toHaveLength(turn.events.length);
  });

  it('says what HTTP says', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    client.create({ input: 'one two three' });
    const { events } = await client.turn();
    await house.openai.responses
      .stream({ model: 'test-model', input: 'one two three' })
      .finalResponse();
    const [stream] = await house.validStreams();
    const timeless = (value: unknown) =>
      JSON.parse(
        JSON.stringify(value, (name, each: unknown) =>
          /^(id|item_id|created_at|completed_at)$/.test(name) ? typeof each : each,
        ),
      ) as unknown;
    expect(timeless(events)).toEqual(timeless(stream?.events));
  });

  it('are made one after the other when they are sent together', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    const gate = createGate();
    house.upstream.script(gated(gate));
    client.create({ input: 'first' });
    client.create({ input: 'second' });
    await house.upstream.nextRequest();
    await pause(50);
    expect(house.upstream.requests).toHaveLength(1);
    gate.open();
    const first = await client.turn();
    const second = await client.turn();
    expect([textOf(first), textOf(second)]).toEqual(['You wrote: first', 'You wrote: second']);
    expect([...first.violations, ...second.violations]).toEqual([]);
    expect(client.messages).toEqual([...first.events, ...second.events]);
  });

  it('go on from a response that is stored, on any connection and over HTTP', async () => {
    await using house = await openSocketHouse(way);
    await using one = await openSocket(house);
    await using other = await openSocket(house);
    one.create({ input: 'first' });
    const { id } = responseOf(await one.turn());
    other.create({ input: 'second', previous_response_id: id });
    expect(textOf(await other.turn())).toBe('You wrote: second');
    expect(toldTo(house)).toEqual([
      ['user', 'first'],
      ['assistant', 'You wrote: first'],
      ['user', 'second'],
    ]);
    const next = { model: 'test-model', input: 'third', previous_response_id: id };
    expect((await house.openai.responses.create(next)).output_text).toBe('You wrote: third');
  });

  it('go on from a response that is not stored on its own connection only', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    await using stranger = await openSocket(house);
    client.create({ input: 'first', store: false });
    const { id } = responseOf(await client.turn());
    const next = { input: 'second', store: false, previous_response_id: id };
    stranger.create(next);
    expect((await stranger.turn()).last).toMatchObject({ error: notFound(id) });
    const reply = await house.send('/responses', { body: { model: 'test-model', ...next } });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ error: notFound(id) });
    client.create(next);
    expect(textOf(await client.turn())).toBe('You wrote: second');
    expect(toldTo(house)).toHaveLength(3);
  });

  it('go on from the latest response only, where none is stored', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    client.create({ input: 'first', store: false });
    const { id } = responseOf(await client.turn());
    client.create({ input: 'second', store: false });
    await client.turn();
    client.create({ input: 'third', store: false, previous_response_id: id });
    expect((await client.turn()).last).toMatchObject({ type: 'error', error: notFound(id) });
  });

  it('that fail make the connection forget what they went on from', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    client.create({ input: 'first', store: false });
    const { id } = responseOf(await client.turn());
    const next = { input: 'second', store: false, previous_response_id: id };
    house.upstream.script(status(400, { message: 'Not like this.' }));
    client.create(next);
    const refused = await client.turn();
    expect(refused.events).toHaveLength(1);
    expect(refused.last).toMatchObject({ type: 'error', status: 400 });
    client.create(next);
    expect((await client.turn()).last).toMatchObject({ type: 'error', error: notFound(id) });
    client.create({ input: 'afresh' });
    expect(textOf(await client.turn())).toBe('You wrote: afresh');
  });

  it('call tools', async () => {
    await using house = await openSocketHouse(way);
    await using client = await openSocket(house);
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [{ type: 'function', name: 'get_weather', parameters }];
    client.create({ input: 'Use get_weather.', tools, store: false });
    const first = await client.turn();
    const { id, output } = responseOf(first);
    const { call_id } = output[0] as unknown as { call_id: string };
    const answer = { type: 'function_call_output', call_id, output: 'sunny' };
    client.create({ input: [answer], tools, store: false, previous_response_id: id });
    const second = await client.turn();
    expect(textOf(second)).toBe('The tool said: sunny');
    expect([...first.violations, ...second.violations]).toEqual([]);
  });

  it('of many clients run side by side', async () => {
    await using house = await openSocketHouse(way);
    const gate = createGate();
    house.upstream.script(gated(gate), gated(gate), gated(gate));
    const clients = await Promise.all([1, 2, 3].map(() => openSocket(house)));
    for (const [at, client] of clients.entries()) client.create({ input: `client ${at}` });
    await until('all three are asked', () => house.upstream.requests.length === 3);
    gate.open();
    const turns = await Promise.all(clients.map((client) => client.turn()));
    expect(turns.map(textOf)).toEqual([0, 1, 2].map((at) => `You wrote: client ${at}`));
    for (const client of clients) await client.close();
  });
});

function notFound(id: string) {
  return {
    type: 'invalid_request_error',
    code: 'previous_response_not_found',
    message: `Previous response with id '${id}' not found.`,
    param: 'previous_response_id',
  };
}
