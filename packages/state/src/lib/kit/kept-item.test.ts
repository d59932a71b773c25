import { describe, expect, it } from 'vitest';
import { createItemId, isItemId } from './item-ids.ts';
import { renameItem, toKeptItem } from './kept-item.ts';

const kept = (text: string) => toKeptItem(text).text;

describe('an item as it is kept', () => {
  it('is the text that was sent, where that says all', () => {
    const text =
      '{ "type":"message", "id":"msg_1","role":"user","status":"completed","content":[ ],"n":1.0 }';
    expect(toKeptItem(text)).toEqual({ id: 'msg_1', type: 'message', isNamed: true, text });
    const unknown = '{"type":"from_tomorrow","id":"x","n":12345678901234567890,"deep":{"a":null}}';
    expect(kept(unknown)).toBe(unknown);
  });

  it('has its text as one part', () => {
    const message = '{"role":"user","content":"caf\\u00e9 \\"1\\"","id":"m","n":1e400}';
    expect(kept(message)).toBe(
      '{"role":"user","content":[{"type":"input_text","text":"caf\\u00e9 \\"1\\""}],"id":"m","n":1e400,"type":"message","status":"completed"}',
    );
    expect(kept('{"role":"assistant","content":"a","id":"m","type":"message","status":null}')).toBe(
      '{"role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]}],"id":"m","type":"message","status":"completed"}',
    );
  });

  it('keeps a phase, and has none that is null', () => {
    const message = (phase: string) =>
      `{"type":"message","id":"m","status":"completed","role":"assistant","content":[],"phase":${phase}}`;
    expect(kept(message('"commentary"'))).toContain('"phase":"commentary"');
    expect(JSON.parse(kept(message('null')))).not.toHaveProperty('phase');
  });

  it('has an id of its type where it came without one that can be kept', () => {
    for (const id of [
      '',
      '"id":null,',
      '"id":"",',
      '"id":"größe",',
      '"id":"..",',
      '"id":"conv_1",',
    ]) {
      const item = toKeptItem(`{${id}"type":"reasoning","summary":[]}`);
      expect(item).toMatchObject({
        isNamed: false,
        id: expect.stringMatching(/^rs_[0-9a-f]{32}$/),
      });
      expect(JSON.parse(item.text)).toEqual({ id: item.id, type: 'reasoning', summary: [] });
    }
    expect(toKeptItem('{"role":"user","content":"a"}').id).toMatch(/^msg_/);
    expect(toKeptItem('{"type":"constructor"}').id).toMatch(/^item_/);
  });

  it('is finished where clients require a status', () => {
    expect(kept('{"id":"a","type":"function_call","name":"f"}')).toContain('"status":"completed"');
    expect(kept('{"id":"a","type":"function_call","status":"incomplete"}')).not.toContain(
      'completed"',
    );
    expect(kept('{"id":"a","type":"reasoning"}')).not.toContain('status');
  });

  it('can have another id', () => {
    const renamed = renameItem(
      toKeptItem('{"id":"a","type":"function_call","status":"completed"}'),
    );
    expect(renamed.id).toMatch(/^fc_/);
    expect(renamed.text).toBe(`{"id":"${renamed.id}","type":"function_call","status":"completed"}`);
  });
});

describe('ids of items', () => {
  it('are never those of records that own others', () => {
    expect(['resp_1', 'conv_1', 'pmpt_1', '.', '..', ''].filter(isItemId)).toEqual([]);
    expect(['msg_1', 'a/b', '...', 'my resp_1'].filter(isItemId)).toHaveLength(4);
  });

  it('that are made are not guessed', () => {
    const ids = Array.from({ length: 100 }, () => createItemId('message'));
    expect(new Set(ids).size).toBe(100);
  });
});
