import type { ResponsesInputItem } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { checkCalls } from './check-calls.ts';

const place = (items: readonly unknown[]) =>
  items.map((item, position) => ({ item: item as ResponsesInputItem, position }));

const call = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'c1', output: 'x' };
const customCall = { type: 'custom_tool_call', call_id: 'c1', name: 'f', input: '' };
const customOutput = { type: 'custom_tool_call_output', call_id: 'c1', output: 'x' };
const user = { role: 'user', content: 'hi' };

describe('outputs of tools', () => {
  test.each([
    [[user, call, user, output]],
    [[call, output, output]],
    [[call, customCall, customOutput, output]],
    // What an upstream sealed may hold the call.
    [[{ type: 'compaction', encrypted_content: 'x' }, output]],
    [[null, 7, user]],
  ])('pass where their call stands before them: %#', (items) => {
    expect(() => checkCalls(place(items))).not.toThrow();
  });

  test.each([
    [[output], 0, 'function call output'],
    [[output, call], 0, 'function call output'],
    [[user, call, customOutput], 2, 'custom tool call output'],
    [[customCall, output], 1, 'function call output'],
    [[{ ...call, call_id: 'c2' }, output], 1, 'function call output'],
  ])('are refused where it does not: %#', (items, position, words) => {
    expect(() => checkCalls(place(items))).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: `No tool call found for ${words} with call_id c1.`,
        param: `input[${position}].call_id`,
      }),
    );
  });

  test('blame the response before where they were held', () => {
    const held = [{ item: output as ResponsesInputItem, position: undefined }];
    expect(() => checkCalls(held)).toThrow(
      expect.objectContaining({ param: 'previous_response_id' }),
    );
  });
});
