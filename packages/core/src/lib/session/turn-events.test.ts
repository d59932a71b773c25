import { describe, expect, test } from 'vitest';
import { GatewayError } from '../errors.ts';
import { createTurnEvents } from './turn-events.ts';

const encoder = new TextEncoder();
const frame = (event: { type: string }) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

const created = { type: 'response.created', sequence_number: 0 };
const delta = { type: 'response.output_text.delta', sequence_number: 1, delta: 'Hé' };
const completed = { type: 'response.completed', sequence_number: 2 };
const broken = { type: 'server_error', code: 'boom', message: 'It broke.', param: null };
const error = { type: 'error', sequence_number: 2, error: broken };
const failed = { type: 'response.failed', sequence_number: 3, response: { status: 'failed' } };

/** The messages of a stream that comes in these pieces and then ends. */
function messagesOf(...pieces: (string | Uint8Array)[]): [messages: unknown[], hasFailed: boolean] {
  const events = createTurnEvents();
  const texts = pieces.flatMap((piece) =>
    events.push(typeof piece === 'string' ? encoder.encode(piece) : piece),
  );
  texts.push(...events.end());
  return [texts.map((text) => JSON.parse(text)), events.hasFailed];
}

describe('a stream as messages', () => {
  test('is the data of its events; comments and [DONE] stay behind', () => {
    const text = `: hi\n\n${frame(created)}: keep-alive\n\n${frame(delta)}${frame(completed)}data: [DONE]\n\n`;
    expect(messagesOf(text)).toEqual([[created, delta, completed], false]);
  });

  test('is the same wherever the reads fall', () => {
    const bytes = encoder.encode(frame(created) + frame(delta) + frame(completed));
    for (let at = 1; at < bytes.length; at++) {
      const [messages] = messagesOf(bytes.slice(0, at), bytes.slice(at));
      expect(messages).toEqual([created, delta, completed]);
    }
  });

  test('keeps the text of each event as it came', () => {
    const text = '{"type": "response.output_text.delta", "n": 12345678901234567890}';
    expect(createTurnEvents().push(encoder.encode(`data: ${text}\r\n\r\n`))).toEqual([text]);
    expect(createTurnEvents().push(encoder.encode('data:{"a":\ndata: 1}\n\n'))).toEqual([
      '{"a":\n1}',
    ]);
  });

  test('has nothing behind its terminal event', () => {
    const incomplete = { type: 'response.incomplete' };
    expect(messagesOf(frame(incomplete) + frame(error) + frame(failed))).toEqual([
      [incomplete],
      false,
    ]);
    expect(messagesOf(frame(created) + frame(failed) + frame(completed))).toEqual([
      [created, failed],
      true,
    ]);
  });
});

/** On HTTP the error before it has a number of its own; here there is none. */
const failedNext = { ...failed, sequence_number: error.sequence_number };

describe('a failure is told once', () => {
  test('with response.failed where events were sent', () => {
    expect(messagesOf(frame(created), frame(error) + frame(failed))).toEqual([
      [created, failedNext],
      true,
    ]);
  });

  test('with the envelope where nothing was sent', () => {
    expect(messagesOf(`: keep-alive\n\n${frame(error)}${frame(failed)}data: [DONE]\n\n`)).toEqual([
      [{ type: 'error', status: 500, error: broken }],
      true,
    ]);
  });

  test('with the envelope for a response.failed that comes alone', () => {
    const alone = { ...failed, response: { error: { code: 'boom', message: 'It broke.' } } };
    expect(messagesOf(frame(alone))).toEqual([
      [{ type: 'error', status: 500, error: broken }],
      true,
    ]);
  });

  test.each([
    ['invalid_request_error', 400],
    ['rate_limit_error', 429],
    ['upstream_error', 502],
    ['anything', 500],
  ])('an error of type %s has status %i', (type, status) => {
    const [messages] = messagesOf(frame({ type: 'error', error: { ...broken, type } } as never));
    expect(messages).toEqual([{ type: 'error', status, error: { ...broken, type } }]);
  });

  test('with an envelope for a stream that just ends, whatever was sent', () => {
    const [messages, hasFailed] = messagesOf(frame(created) + frame(delta));
    expect(messages).toEqual([
      created,
      delta,
      {
        type: 'error',
        status: 502,
        error: expect.objectContaining({ code: 'upstream_incomplete', type: 'upstream_error' }),
      },
    ]);
    expect(hasFailed).toBe(true);
  });

  test('with the reason why the stream stopped, if there is one', () => {
    const events = createTurnEvents();
    events.push(encoder.encode(frame(created)));
    const cause = new GatewayError('upstream_timeout', 'Too slow.');
    expect(events.end(cause).map((text) => JSON.parse(text).error.code)).toEqual([
      'upstream_timeout',
    ]);
    expect(events.end(cause)).toEqual([]);
  });

  test('also when the error is flat or makes no sense', () => {
    const flat = { type: 'error', code: 'boom', message: 'It broke.', param: 'input' };
    expect(messagesOf(frame(flat))[0]).toEqual([
      {
        type: 'error',
        status: 500,
        error: { type: 'server_error', code: 'boom', message: 'It broke.', param: 'input' },
      },
    ]);
    const senseless = { type: 'error', error: { message: 7, code: null, param: [] } };
    expect(messagesOf(frame(senseless))[0]).toEqual([
      {
        type: 'error',
        status: 500,
        error: {
          type: 'server_error',
          code: 'server_error',
          message: 'The response failed with status 500.',
          param: null,
        },
      },
    ]);
    for (const data of ['null', '7', '[]', 'no json']) {
      expect(createTurnEvents().push(encoder.encode(`data: ${data}\n\n`))).toEqual([data]);
    }
  });
});
