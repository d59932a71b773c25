import { describe, expect, expectTypeOf, it } from 'vitest';
import { readSseStream, validateResponsesStream } from '../../responses.ts';
import { doneFrame, sseFrame } from '../sse-frame.ts';
import { canonicalStreams } from './__fixtures__/canonical-streams.ts';

const frames = canonicalStreams.text.map((event) => sseFrame(event, String(event.type)));
const whole = frames.join('') + doneFrame;
const [first = ''] = frames;
const a = { type: 'a' };

describe('a well-written stream', () => {
  it('gives its events back', () => {
    const { events, frames: read, violations } = readSseStream(whole);
    expect(violations).toEqual([]);
    expect(events).toEqual(canonicalStreams.text);
    expect(validateResponsesStream(events)).toEqual([]);
    expect(read.at(0)).toEqual({
      event: 'response.created',
      data: JSON.stringify(canonicalStreams.text[0]),
      json: canonicalStreams.text[0],
    });
    expect(read.at(-1)).toEqual({ event: undefined, data: '[DONE]', json: undefined });
  });

  it('gives events whose members can be read', () => {
    const { events } = readSseStream(whole);
    const [created] = events.filter(({ type }) => type === 'response.created');
    expect(created?.sequence_number).toBe(0);
    expectTypeOf(created?.sequence_number).toBeUnknown();
  });

  it('may hold comments, alone and in a frame', () => {
    const { events, violations } = readSseStream(`: alive\n\n: in\n${whole}`);
    expect(violations).toEqual([]);
    expect(events).toHaveLength(frames.length);
  });

  it('has no [DONE] where none is wanted', () => {
    expect(readSseStream(frames.join(''), { endsWithDone: false }).violations).toEqual([]);
    expect(rulesOf(whole, { endsWithDone: false })).toEqual(['DONE_UNEXPECTED']);
  });
});

function rulesOf(text: string, options?: { endsWithDone: boolean }): string[] {
  return readSseStream(text, options).violations.map(({ rule }) => rule);
}

it.each([
  ['CARRIAGE_RETURN', 'a CR in front of the LF', first.replace('\ndata', '\r\ndata') + doneFrame],
  ['EVENT_LINES', 'no event line', sseFrame(a) + doneFrame],
  ['EVENT_LINES', 'two event lines', `event: a\n${sseFrame(a, 'a')}${doneFrame}`],
  ['DATA_LINES', 'no data line', `event: a\n\n${doneFrame}`],
  ['DATA_LINES', 'two data lines', `event: a\ndata: {"type":\ndata: "a"}\n\n${doneFrame}`],
  ['OTHER_LINES', 'an id', `id: 1\n${sseFrame(a, 'a')}${doneFrame}`],
  ['OTHER_LINES', 'a retry', `retry: 1\n${sseFrame(a, 'a')}${doneFrame}`],
  ['INVALID_JSON', 'no JSON', `event: a\ndata: {\n\n${doneFrame}`],
  ['EVENT_NOT_TYPE', 'another event', sseFrame(a, 'b') + doneFrame],
  ['DONE_MISSING', 'no [DONE]', sseFrame(a, 'a')],
  ['DONE_MISSING', 'nothing at all', ''],
  ['DONE_NOT_LAST', 'two of them', doneFrame + doneFrame],
  ['DONE_NOT_LAST', 'an event behind it', doneFrame + sseFrame(a, 'a')],
  ['UNFINISHED_FRAME', 'a frame without its blank line', `${doneFrame}event: a\n`],
])('%s: %s', (rule, _how, text) => {
  expect(rulesOf(text)).toEqual([rule]);
});

it.each(['7', 'null', '["a"]', '{'])('has no event where data is %s, and says so', (data) => {
  const { events, violations } = readSseStream(`event: a\ndata: ${data}\n\n${whole}`);
  expect(events).toEqual(canonicalStreams.text);
  expect(violations).toMatchObject([{ at: 0 }]);
});

it('tells which frame is wrong', () => {
  expect(readSseStream(sseFrame(a, 'a') + sseFrame(a, 'b') + doneFrame).violations).toEqual([
    { rule: 'EVENT_NOT_TYPE', message: 'The event is "b", its type is "a"', at: 1 },
  ]);
});
