import { cutMidStream } from '@gw/testkit/upstream';
import type OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { expect, it } from 'vitest';
import { onBothWays, type ResponsesHouse } from './support/responses-house.ts';
import { openSocketHouse } from './support/web-socket.ts';

type ServerEvent = OpenAI.Responses.ResponsesServerEvent;
type Create = OpenAI.Responses.ResponsesClientEvent;

const create = (members: object) =>
  ({ type: 'response.create', model: 'test-model', ...members }) as Create;

/** Reads with the client's own iterator up to the end of a turn. */
async function turnOf(messages: AsyncIterator<unknown>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for (let next = await messages.next(); !next.done; next = await messages.next()) {
    const told = next.value as { type: string; message?: ServerEvent; error?: { error?: unknown } };
    if (told.type === 'error') throw told.error;
    if (told.type !== 'message' || !told.message) continue;
    events.push(told.message);
    if (/^response\.(completed|incomplete|failed)$/.test(told.message.type)) break;
  }
  return events;
}

function open(house: ResponsesHouse): ResponsesWS {
  return new ResponsesWS(house.client());
}

function textOf(events: readonly ServerEvent[]): string {
  return events
    .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
    .join('');
}

onBothWays('the openai SDK: ResponsesWS', (way) => {
  it('makes responses one after the other, and goes on from the last', async () => {
    await using house = await openSocketHouse(way);
    const socket = open(house);
    const messages = socket.stream();
    socket.send(create({ input: 'first', store: false }));
    const first = await turnOf(messages);
    expect(textOf(first)).toBe('You wrote: first');
    const end = first.at(-1);
    if (end?.type !== 'response.completed') throw new Error('It was not completed.');
    const previous_response_id = end.response.id;
    socket.send(create({ input: 'second', store: false, previous_response_id }));
    socket.send(create({ input: 'third', store: false }));
    expect(textOf(await turnOf(messages))).toBe('You wrote: second');
    expect(textOf(await turnOf(messages))).toBe('You wrote: third');
    expect(house.connections()).toBe(1);
    socket.close();
  });

  it('tells its listeners', async () => {
    await using house = await openSocketHouse(way);
    const socket = open(house);
    const ended = new Promise<OpenAI.Responses.Response>((resolve, reject) => {
      socket.on('response.completed', ({ response }) => resolve(response));
      socket.on('error', reject);
    });
    socket.send(create({ input: 'Hi' }));
    expect((await ended).output).toMatchObject([
      { type: 'message', content: [{ text: 'You wrote: Hi' }] },
    ]);
    socket.close();
  });

  it('gets an error it understands, and works on', async () => {
    await using house = await openSocketHouse(way);
    const socket = open(house);
    const messages = socket.stream();
    socket.send(create({ input: 'x', previous_response_id: 'resp_missing' }));
    await expect(turnOf(messages)).rejects.toMatchObject({
      error: { type: 'error', error: { code: 'previous_response_not_found' } },
    });
    socket.send(create({ input: 'Hi' }));
    expect(textOf(await turnOf(socket.stream()))).toBe('You wrote: Hi');
    socket.close();
  });

  it('is told of a failure by response.failed', async () => {
    await using house = await openSocketHouse(way);
    const socket = open(house);
    house.upstream.script(cutMidStream({ afterFrames: 7, how: 'fin' }));
    socket.send(create({ input: 'one two three four five six' }));
    const events = await turnOf(socket.stream());
    expect(events.at(-1)?.type).toBe('response.failed');
    socket.close();
  });
});
