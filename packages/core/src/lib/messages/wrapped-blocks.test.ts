import { describe, expect, it } from 'vitest';
import { unwrapOpaque, wrapOpaque } from '../opaque.ts';
import { unwrapBlocks, wrapBlockFrame, wrapBlocks } from './wrapped-blocks.ts';

const thinking = (signature: string) => ({ type: 'thinking', thinking: 'Hm.', signature });
const redacted = (data: string) => ({ type: 'redacted_thinking', data });
const text = { type: 'text', text: 'hi' };

describe('blocks that only their maker can read', () => {
  it('are wrapped in their maker’s name, once', () => {
    const wrapped = wrapBlocks([thinking('sig'), redacted('dat'), text], 'a');
    expect(wrapped).toEqual([
      thinking(wrapOpaque('a', 'sig')),
      redacted(wrapOpaque('a', 'dat')),
      text,
    ]);
    expect(wrapBlocks(wrapped, 'b')).toBeUndefined();
    expect(wrapBlocks([text, thinking('')], 'a')).toBeUndefined();
    expect(wrapBlocks(null, 'a')).toBeUndefined();
  });

  it('are wrapped in a stream, and other frames stay the same object', () => {
    const frame = (event: object) => ({ kind: 'event', event, raw: new Uint8Array(1) }) as const;
    const signature = frame({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'signature_delta', signature: 'sig' },
    });
    const wrapped = wrapBlockFrame(signature, 'a');
    expect(wrapped.raw).toBeUndefined();
    const { delta } = wrapped.event as { delta: { signature: string } };
    expect(unwrapOpaque(delta.signature)).toEqual({ boundary: 'a', content: 'sig' });
    const start = frame({ type: 'content_block_start', index: 0, content_block: redacted('dat') });
    expect(wrapBlockFrame(start, 'a').event).toMatchObject({
      content_block: redacted(wrapOpaque('a', 'dat')),
    });
    const plain = frame({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: 'sig' },
    });
    expect(wrapBlockFrame(plain, 'a')).toBe(plain);
  });

  it('go back to their maker as they came, and to nobody else', () => {
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: [thinking(wrapOpaque('a', 'sig')), text] },
      { role: 'assistant', content: [redacted(wrapOpaque('a', 'dat'))] },
    ];
    expect(unwrapBlocks(messages, 'a', warn)).toEqual([
      messages[0],
      { role: 'assistant', content: [thinking('sig'), text] },
      { role: 'assistant', content: [redacted('dat')] },
    ]);
    expect(warnings).toEqual([]);
    expect(unwrapBlocks(messages, 'b', warn)).toEqual([
      messages[0],
      { role: 'assistant', content: [text] },
    ]);
    expect(warnings).toEqual(['Thinking that another provider made was left out (2 blocks).']);
  });

  it('that nobody wrapped leave the messages alone', () => {
    const messages = [{ role: 'assistant', content: [thinking('their own'), text, null, 7] }];
    expect(unwrapBlocks(messages, 'a', () => {})).toBeUndefined();
    expect(unwrapBlocks('text', 'a', () => {})).toBeUndefined();
  });
});
