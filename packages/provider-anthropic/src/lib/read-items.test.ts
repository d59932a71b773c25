import { GatewayError } from '@gw/core';
import { createToolNames, type MediaAt, mediaRefused } from '@gw/provider-utils';
import { describe, expect, it } from 'vitest';
import { readItems } from './read-items.ts';

const mediaAt: MediaAt = ({ param }) => {
  throw mediaRefused(param);
};
const tools = [
  { type: 'custom', name: 'shell' },
  { type: 'namespace', name: 'files', tools: [{ type: 'function', name: 'read' }] },
];

const read = (...items: unknown[]) =>
  readItems(items, { names: createToolNames(tools), mediaAt, warn: () => {} });

function refusalOf(...items: unknown[]): { code: string; param: string | null } {
  try {
    read(...items);
  } catch (error) {
    if (error instanceof GatewayError) return { code: error.code, param: error.param };
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('a call', () => {
  const call = { type: 'function_call', call_id: 'call_1', name: 'look' };
  const inputOf = (text: string) => {
    const [entry] = read({ ...call, arguments: text });
    return entry?.kind === 'assistant' ? entry.blocks[0] : undefined;
  };

  it.each([
    ['{"at":"sky"}', { at: 'sky' }],
    ['', {}],
    ['[1]', { arguments: [1] }],
    ['{"at":"sk', { arguments: '{"at":"sk' }],
  ])('has an object as its input, whatever a model wrote: %s', (text, input) => {
    expect(inputOf(text)).toEqual({ type: 'tool_use', id: 'call_1', name: 'look', input });
  });

  it('of a custom tool has its text as input, one of a namespace its name in it', () => {
    expect(
      read(
        { type: 'custom_tool_call', call_id: 'a', name: 'shell', input: 'ls' },
        { ...call, name: 'read', namespace: 'files', arguments: '{}' },
      ).map((entry) => 'blocks' in entry && entry.blocks[0]),
    ).toEqual([
      { type: 'tool_use', id: 'a', name: 'shell', input: { input: 'ls' } },
      { type: 'tool_use', id: 'call_1', name: 'files__read', input: {} },
    ]);
  });

  it('whose id an earlier one has gets another, and so does its output', () => {
    const made = { ...call, arguments: '{}' };
    const output = { type: 'function_call_output', call_id: 'call_1', output: 'x' };
    const ids = read(made, output, made, output).map((entry) =>
      entry.kind === 'output' ? entry.block.tool_use_id : entry.blocks[0],
    );
    expect(ids).toEqual([
      expect.objectContaining({ id: 'call_1' }),
      'call_1',
      expect.objectContaining({ id: 'call_1_2' }),
      'call_1_2',
    ]);
  });

  it('says nothing beside it where a model wrote nothing but blanks there', () => {
    const blank = { role: 'assistant', content: [{ type: 'output_text', text: ' \n\n' }] };
    expect(read(blank, { ...call, arguments: '{}' })).toMatchObject([{ callId: 'call_1' }]);
  });

  it('keeps an id with other characters apart, and its output finds it', () => {
    const [first, second, output] = read(
      { ...call, call_id: 'functions.look:0', arguments: '{}' },
      { ...call, call_id: 'functions.look;0', arguments: '{}' },
      { type: 'function_call_output', call_id: 'functions.look:0', output: 'x' },
    );
    const idOf = (entry: typeof first) => entry && 'blocks' in entry && entry.blocks[0];
    expect(idOf(first)).toMatchObject({ id: 'functions_look_0_9a3a9af1' });
    expect(idOf(second)).not.toMatchObject({ id: 'functions_look_0_9a3a9af1' });
    expect(output).toMatchObject({ block: { tool_use_id: 'functions_look_0_9a3a9af1' } });
  });
});

describe('an output', () => {
  it('is text, pictures and documents, or nothing', () => {
    const output = { type: 'function_call_output', call_id: 'c' };
    const picture = { type: 'input_image', image_url: 'data:image/png;base64,AA' };
    const blocks = read(
      { ...output, output: 'x', cache_control: { type: 'ephemeral' } },
      { ...output, output: [{ type: 'input_text', text: 'y' }, picture] },
      { ...output, output: '' },
      { type: 'custom_tool_call_output', call_id: 'c', output: 'z' },
    ).map((entry) => entry.kind === 'output' && entry.block);
    const result = { type: 'tool_result', tool_use_id: 'c' };
    const image = { type: 'base64', media_type: 'image/png', data: 'AA' };
    expect(blocks).toEqual([
      {
        ...result,
        content: [{ type: 'text', text: 'x' }],
        cache_control: { type: 'ephemeral' },
      },
      {
        ...result,
        content: [
          { type: 'text', text: 'y' },
          { type: 'image', source: image },
        ],
      },
      result,
      { ...result, content: [{ type: 'text', text: 'z' }] },
    ]);
  });
});

describe('what cannot be told', () => {
  it.each([
    [{ type: 'web_search_call', id: 'ws_1' }, 'unsupported_parameter', 'input[0].type'],
    [{ id: 'msg_1' }, 'unsupported_parameter', 'input[0].type'],
    [{ type: 'compaction', encrypted_content: 'x' }, 'unsupported_parameter', 'input[0].type'],
    [{ role: 'tool', content: 'x' }, 'invalid_value', 'input[0].role'],
    [{ role: 'user', content: 7 }, 'invalid_type', 'input[0].content'],
    [{ role: 'user', content: [7] }, 'invalid_type', 'input[0].content[0]'],
    ['text', 'invalid_type', 'input[0]'],
    [{ type: 'function_call', name: 'a' }, 'missing_required_parameter', 'input[0].call_id'],
  ])('is refused by name: %j', (item, code, param) => {
    expect(refusalOf(item)).toEqual({ code, param });
  });
});
