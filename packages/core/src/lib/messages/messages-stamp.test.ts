import type { MessagesStreamEvent } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import type { StampOptions } from '../responses/stamp-state.ts';
import { createMessagesStamp } from './messages-stamp.ts';

const options = (members: Partial<StampOptions> = {}): StampOptions => ({
  request: { model: 'asked' } as StampOptions['request'],
  createId: (prefix) => `${prefix}_1`,
  nowSeconds: () => 0,
  ...members,
});

const event = (type: string, members: object = {}) => ({ type, ...members }) as MessagesStreamEvent;
const opens = (index: number, block: object) =>
  event('content_block_start', { index, content_block: block });
const says = (index: number, text: string) =>
  event('content_block_delta', { index, delta: { type: 'text_delta', text } });
const closes = (index: number) => event('content_block_stop', { index });
const begins = event('message_start', { message: { id: 'msg_up', model: 'up', content: [] } });
const ends = [event('message_delta', { delta: {} }), event('message_stop')];

/** What a client gets for these, each as its type and, of blocks, its place. */
function told(events: readonly MessagesStreamEvent[], stamp = createMessagesStamp(options())) {
  return events
    .flatMap((one) => stamp.take(one))
    .map((one) => ('index' in one ? `${one.type} ${one.index}` : one.type));
}

describe('the stamp of a Messages stream', () => {
  it('leaves a stream as it is that is in order', () => {
    const text = { type: 'text', text: '' };
    const tool = { type: 'tool_use', id: 't', name: 'f', input: {} };
    const stream = [
      begins,
      opens(0, text),
      event('ping'),
      says(0, 'a'),
      closes(0),
      opens(1, tool),
      closes(1),
      ...ends,
    ];
    const stamp = createMessagesStamp(options());
    const taken = stream.flatMap((one) => stamp.take(one));
    expect(taken.slice(1)).toEqual(stream.slice(1));
    expect(taken[0]).toMatchObject({ message: { id: 'msg_up', model: 'up' } });
  });

  it('counts places without gaps, and closes what a hook left open', () => {
    const text = { type: 'text', text: '' };
    expect(told([begins, opens(3, text), says(3, 'a'), opens(7, text), ...ends])).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_delta 0',
      'content_block_stop 0',
      'content_block_start 1',
      'content_block_stop 1',
      'message_delta',
      'message_stop',
    ]);
  });

  it('opens by itself a block whose start did not come, and the message', () => {
    expect(told([says(0, 'a'), says(0, 'b'), ...ends])).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_delta 0',
      'content_block_delta 0',
      'content_block_stop 0',
      'message_delta',
      'message_stop',
    ]);
  });

  it('gives text that comes after its block a block of its own', () => {
    const text = { type: 'text', text: '' };
    const stamp = createMessagesStamp(options());
    const late = [begins, opens(0, text), closes(0), opens(1, text), closes(1), says(0, 'late')];
    expect(late.flatMap((one) => stamp.take(one)).slice(-2)).toEqual([
      opens(2, text),
      says(2, 'late'),
    ]);
  });

  it('loses no input of a tool that comes after its block: it says what is wrong', () => {
    const stamp = createMessagesStamp(options());
    const delta = { type: 'input_json_delta', partial_json: '{}' };
    stamp.take(begins);
    expect(() => stamp.take(event('content_block_delta', { index: 0, delta }))).toThrow(
      /"input_json_delta" came for a content block that is not open/,
    );
  });

  it('says nothing behind the end, and begins once', () => {
    const stamp = createMessagesStamp(options());
    expect(stamp.begin({ model: 'early' })).toMatchObject([
      {
        type: 'message_start',
        message: { id: 'msg_1', model: 'early', usage: { input_tokens: 0 } },
      },
    ]);
    expect(told([begins, ...ends, says(0, 'x'), ...ends], stamp)).toEqual([
      'message_delta',
      'message_stop',
    ]);
  });

  it('names the model as the client asked, where that is wanted', () => {
    const stamp = createMessagesStamp(options({ model: 'mine' }));
    const raw = new TextEncoder().encode('event: message_start\n\n');
    const frame = { kind: 'event', event: begins, name: 'message_start', raw } as const;
    expect(stamp.pass(frame)).toMatchObject([
      { event: { message: { model: 'mine' } }, raw: undefined },
    ]);
    const delta = { ...frame, event: says(0, 'a') };
    expect(stamp.pass(delta)[0]).toBe(delta);
    expect(createMessagesStamp(options()).pass(frame)[0]).toBe(frame);
  });

  it('ends a stream that failed with an error of this api', () => {
    const error = new GatewayError('upstream_timeout', 'Too slow.');
    expect(createMessagesStamp(options()).fail(error)).toEqual([
      { type: 'error', error: { type: 'timeout_error', message: 'Too slow.' } },
    ]);
  });
});
