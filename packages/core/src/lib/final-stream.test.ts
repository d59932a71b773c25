import { expect, test } from 'vitest';
import { type ControlledStream, controlledStream } from '../__fixtures__/controlled-stream.ts';
import { nextText, piecesOf, readTale } from '../__fixtures__/read-stream.ts';
import { recordLog } from '../__fixtures__/records.ts';
import { gatewayRequest } from '../__fixtures__/requests.ts';
import { framesOfEvents, textEvents } from '../__fixtures__/responses-wire.ts';
import { GatewayError } from './errors.ts';
import { createGateway } from './gateway.ts';
import type { Hooks } from './hooks.ts';

/** The reply of a gateway that has this stream from somebody else. */
async function openFinal(stream: ControlledStream) {
  const final: Hooks = {
    name: 'final',
    wrapRun: async () => ({ ...stream.reply, isFinal: true }) as never,
  };
  const gateway = createGateway({ use: [final], logger: recordLog() });
  const body = { model: 'm', input: 'hi', stream: true };
  const pieces = piecesOf(await gateway.handle(gatewayRequest('POST', '/v1/responses', { body })));
  return { gateway, pieces };
}

/** The same, of which the client has read the beginning. */
async function readBeginning() {
  const stream = controlledStream();
  const events = textEvents('Hel').slice(0, 5);
  stream.push(...framesOfEvents(events));
  const { gateway, pieces } = await openFinal(stream);
  expect(readTale((await nextText(pieces)) ?? '').events).toEqual(events);
  return { gateway, stream, pieces };
}

/** The last piece. */
async function restOf(pieces: AsyncIterator<Uint8Array>) {
  const tale = readTale((await nextText(pieces)) ?? '');
  expect(await nextText(pieces)).toBeUndefined();
  return tale;
}

test('a final stream that breaks off tells that alone: its answer may go on elsewhere', async () => {
  const { stream, pieces } = await readBeginning();
  stream.fail(new GatewayError('unavailable', 'No store.'));
  const { events, isDone } = await restOf(pieces);
  expect(events).toMatchObject([
    { type: 'error', sequence_number: 4, error: { code: 'unavailable', message: 'No store.' } },
  ]);
  expect(isDone).toBe(true);
});

test('a final stream whose gateway closes says so, and nothing of an answer', async () => {
  const { gateway, pieces } = await readBeginning();
  const rest = restOf(pieces);
  await gateway.close();
  const { events, isDone } = await rest;
  expect(events).toMatchObject([
    { type: 'error', sequence_number: 4, error: { message: 'The gateway is closing.' } },
  ]);
  expect(isDone).toBe(true);
});

test('a final stream that ends before its `[DONE]` has broken off', async () => {
  const { stream, pieces } = await readBeginning();
  stream.end();
  expect((await restOf(pieces)).events).toMatchObject([
    { type: 'error', sequence_number: 4, error: { code: 'upstream_incomplete' } },
  ]);
});

test('a final stream whose gateway closes before anybody reads it has an error without a number', async () => {
  const { gateway, pieces } = await openFinal(controlledStream());
  await gateway.close();
  const { events } = await restOf(pieces);
  expect(events).toMatchObject([{ type: 'error', error: { code: 'unavailable' } }]);
  expect(events).not.toMatchObject([{ sequence_number: expect.anything() }]);
});

test('a final stream that has told its end is whole, whatever happens behind it', async () => {
  const stream = controlledStream();
  stream.push(...framesOfEvents(textEvents('Hel')));
  const { gateway, pieces } = await openFinal(stream);
  expect(readTale((await nextText(pieces)) ?? '').events.at(-1)).toMatchObject({
    type: 'response.completed',
  });
  const rest = restOf(pieces);
  await gateway.close();
  expect(await rest).toMatchObject({ events: [], isDone: true });
});
