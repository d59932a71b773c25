import { describe, expect, test, vi } from 'vitest';
import { completion, frameByFrame, jsonReply, streamOf } from '../__fixtures__/chat-wire.ts';
import { textOfReply } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { gatewayRequest } from '../__fixtures__/requests.ts';
import { scriptedProvider, untilAborted } from '../__fixtures__/scripted-provider.ts';
import { apiKeys } from './api-keys.ts';
import { createGateway, type Gateway } from './gateway.ts';

type Message = Readonly<Record<string, unknown>>;

const keys = apiKeys({ 'sk-a': 'a' });
const handshake = (headers: Readonly<Record<string, string>> = {}, path = '/v1/responses') =>
  gatewayRequest('GET', path, { headers: { authorization: 'Bearer sk-a', ...headers } });

/** A connection whose messages can be waited for. */
async function connectTo(gateway: Gateway) {
  const messages: Message[] = [];
  const end = vi.fn();
  const send = (text: string) => void messages.push(JSON.parse(text));
  const { session } = await gateway.connect(handshake(), { send, end });
  if (!session) throw new Error('the handshake was refused');
  const ask = async (members: object) => {
    const from = messages.length;
    session.receive(JSON.stringify({ type: 'response.create', model: 'm', ...members }));
    const isOver = ({ type }: Message) =>
      type === 'error' || type === 'response.completed' || type === 'response.failed';
    await vi.waitFor(() => expect(messages.slice(from).some(isOver)).toBe(true));
    return messages.slice(from);
  };
  return { session, messages, ask, end };
}

/** The id of the response that a turn has ended with. */
const responseId = (turn: readonly Message[]) =>
  (turn.at(-1)?.response as { id?: string } | undefined)?.id;

const speaking = () => scriptedProvider('p', () => frameByFrame(streamOf('Hel', 'lo')));

describe('a WebSocket connection', () => {
  test.each([
    ['without a key', { authorization: '' }, '/v1/responses', 401],
    ['at a path that is not there', {}, '/v1/nothing', 404],
    ['at a path without one', {}, '/v1/chat/completions', 404],
  ])('%s is refused before there is one', async (_, headers, path, status) => {
    const gateway = createGateway({ providers: [speaking()], use: [keys] });
    const sink = { send: vi.fn(), end: vi.fn() };
    const { session, reply } = await gateway.connect(handshake(headers, path), sink);
    expect(session).toBeUndefined();
    expect(reply?.status).toBe(status);
    expect(reply && JSON.parse(await textOfReply(reply)).error).toHaveProperty('code');
  });

  test('asks who is there once, and every turn is a call of that tenant', async () => {
    const watcher = recordEvents();
    const authenticate = vi.fn(keys.authenticate);
    const use = [{ ...keys, authenticate }, watcher];
    const gateway = createGateway({ providers: [speaking()], use });
    const { ask } = await connectTo(gateway);
    await ask({ input: 'one' });
    const events = await ask({ input: 'two' });
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, n) => n));
    expect(authenticate).toHaveBeenCalledTimes(1);
    const turns = watcher.settled.flatMap((event) =>
      event.api
        ? [[event.outcome, watcher.contexts[watcher.events.indexOf(event)]?.identity.tenant]]
        : [],
    );
    expect(turns).toEqual([
      ['completed', 'a'],
      ['completed', 'a'],
    ]);
  });

  test('what is not stored can be continued here, and nowhere else', async () => {
    const provider = speaking();
    const gateway = createGateway({ providers: [provider], use: [keys] });
    const here = await connectTo(gateway);
    const there = await connectTo(gateway);
    const id = responseId(await here.ask({ input: 'one', store: false }));
    const refused = await there.ask({ input: 'two', previous_response_id: id });
    expect(refused).toMatchObject([
      { type: 'error', status: 400, error: { code: 'previous_response_not_found' } },
    ]);
    const { status } = await gateway.handle(
      gatewayRequest('POST', '/v1/responses', {
        body: { model: 'm', input: 'x', previous_response_id: id },
        headers: { authorization: 'Bearer sk-a' },
      }),
    );
    expect(status).toBe(400);
    await here.ask({ input: 'two', store: false, previous_response_id: id });
    expect(provider.calls.at(-1)?.body.messages).toHaveLength(3);
  });

  test('a continuation that fails takes along what it named', async () => {
    const steps = [frameByFrame(streamOf('one')), new Error('broken'), jsonReply(completion('x'))];
    const providers = [scriptedProvider('p', steps)];
    const gateway = createGateway({ providers, use: [keys], logger: recordLog() });
    const { ask } = await connectTo(gateway);
    const id = responseId(await ask({ input: 'one', store: false }));
    const next = { input: 'two', store: false, previous_response_id: id };
    expect(await ask(next)).toMatchObject([{ type: 'error', status: 500 }]);
    expect(await ask(next)).toMatchObject([{ error: { code: 'previous_response_not_found' } }]);
  });

  test('that is closed stops the model', async () => {
    let signal: AbortSignal | undefined;
    const provider = scriptedProvider('p', (call) => {
      signal = call.signal;
      return untilAborted(call);
    });
    const gateway = createGateway({ providers: [provider], use: [keys] });
    const { session } = await connectTo(gateway);
    session.receive(JSON.stringify({ type: 'response.create', model: 'm', input: 'hi' }));
    await vi.waitFor(() => expect(signal).toBeDefined());
    session.close();
    await session.done;
    expect(signal?.aborted).toBe(true);
  });

  test('a gateway that closes ends its connections', async () => {
    const gateway = createGateway({ providers: [speaking()], use: [keys] });
    const { session, end } = await connectTo(gateway);
    await gateway.close();
    await session.done;
    expect(end).toHaveBeenCalledTimes(1);
  });
});
