import { describe, expect, test, vi } from 'vitest';
import { wrapOpaque } from '../opaque.ts';
import { unwrapItems, wrapFrame, wrapItems } from './wrapped-items.ts';

const reasoning = (encrypted_content: string) => ({
  type: 'reasoning',
  id: 'rs',
  encrypted_content,
});
const message = { type: 'message', role: 'user', content: 'hi' };

describe('items with opaque content on their way to an upstream', () => {
  test('are left alone where nothing is wrapped, so that the input keeps its bytes', () => {
    const warn = vi.fn();
    expect(unwrapItems([reasoning('raw'), message], 'a', warn)).toBeUndefined();
    expect(unwrapItems('a text', 'a', warn)).toBeUndefined();
    expect(unwrapItems(undefined, 'a', warn)).toBeUndefined();
    expect(warn).not.toHaveBeenCalled();
  });

  test('go back to their maker as it gave them, and to no other, with one warning', () => {
    const warn = vi.fn();
    const input = [reasoning(wrapOpaque('a', 'A')), reasoning(wrapOpaque('b', 'B')), message];
    expect(unwrapItems(input, 'a', warn)).toStrictEqual([reasoning('A'), message]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test('what a conversion wrapped is no content of an upstream that speaks Responses', () => {
    const warn = vi.fn();
    const input = [reasoning(wrapOpaque('a', { field: 'reasoning' })), message];
    expect(unwrapItems(input, 'a', warn)).toStrictEqual([message]);
  });

  test('a compaction of another provider is refused, because all would be lost with it', () => {
    const input = [message, { type: 'compaction', encrypted_content: wrapOpaque('b', 'B') }];
    expect(() => unwrapItems(input, 'a', () => {})).toThrow(
      expect.objectContaining({
        code: 'invalid_encrypted_content',
        param: 'input[1].encrypted_content',
      }),
    );
  });
});

describe('items with opaque content on their way from an upstream', () => {
  test('are wrapped once', () => {
    const wrapped = wrapItems([reasoning('A'), message], 'a');
    expect(wrapped).toStrictEqual([reasoning(wrapOpaque('a', 'A')), message]);
    expect(wrapItems(wrapped, 'a')).toBeUndefined();
    expect(wrapItems([message], 'a')).toBeUndefined();
    expect(wrapItems(null, 'a')).toBeUndefined();
  });

  test('also in events; all others stay the frames that they are', () => {
    const raw = new Uint8Array([1]);
    const done = { type: 'response.output_item.done', output_index: 0, item: reasoning('A') };
    const end = { type: 'response.completed', response: { id: 'r', output: [reasoning('A')] } };
    const delta = { type: 'response.output_text.delta', delta: 'x' };
    const frame = (event: unknown) => ({ kind: 'event' as const, event, raw });
    expect(wrapFrame(frame(done), 'a')).toStrictEqual({
      kind: 'event',
      event: { ...done, item: reasoning(wrapOpaque('a', 'A')) },
      raw: undefined,
    });
    expect(wrapFrame(frame(end), 'a').event).toStrictEqual({
      ...end,
      response: { id: 'r', output: [reasoning(wrapOpaque('a', 'A'))] },
    });
    const untouched = frame(delta);
    expect(wrapFrame(untouched, 'a')).toBe(untouched);
  });
});
