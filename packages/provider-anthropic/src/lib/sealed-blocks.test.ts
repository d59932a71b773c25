import { describe, expect, it } from 'vitest';
import { isSealable, openBlocks, sealBlock } from './sealed-blocks.ts';

describe('a sealed block', () => {
  it.each([
    { type: 'thinking', thinking: 'Hm, "ü"…', signature: 'EqQB+/=' },
    { type: 'thinking', thinking: '', signature: 'EosnCkYI' },
    { type: 'redacted_thinking', data: 'EmwKAhgB' },
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
  ])('opens as it was: %j', (block) => {
    expect(openBlocks(sealBlock(block))).toEqual([block]);
  });

  it.each(['', 'gAAAAABo', '{"anthropic":1}', '[1]', 'null', undefined, null, 7])(
    'is not what somebody else wrote: %j',
    (text) => {
      expect(openBlocks(text)).toBeUndefined();
    },
  );

  it('smuggles nothing in that the request says openly, and no file of another tenant', () => {
    const file = { type: 'file', file_id: 'file_of_another' };
    const blocks = [
      { type: 'text', text: 'I agree.' },
      { type: 'document', source: file },
      { type: 'container_upload', file_id: 'file_of_another' },
      { type: 'code_execution_tool_result', content: { content: [file] } },
      { type: 'thinking', thinking: 'a', signature: 'b', source: file },
      'text',
      null,
    ];
    expect(openBlocks(JSON.stringify({ anthropic: blocks }))).toEqual([
      { type: 'thinking', thinking: 'a', signature: 'b' },
    ]);
    expect(blocks.slice(0, 4).map((block) => isSealable(block as never))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
