import { createId } from '@gw/core';
import { isPlainKey } from './store-keys.ts';

/** As OpenAI's ids of these types begin. */
const prefixes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    message: 'msg',
    reasoning: 'rs',
    compaction: 'cmp',
    function_call: 'fc',
    function_call_output: 'fco',
    custom_tool_call: 'ctc',
    custom_tool_call_output: 'ctco',
    file_search_call: 'fs',
    web_search_call: 'ws',
    computer_call: 'cu',
    computer_call_output: 'cuo',
    code_interpreter_call: 'ci',
    image_generation_call: 'ig',
    local_shell_call: 'lsh',
    local_shell_call_output: 'lsho',
    shell_call: 'sh',
    shell_call_output: 'sho',
    apply_patch_call: 'apc',
    apply_patch_call_output: 'apco',
    mcp_list_tools: 'mcpl',
    mcp_call: 'mcp',
    mcp_approval_request: 'mcpr',
    mcp_approval_response: 'mcpa',
  }),
);

/** A new id for an item of this type: `msg_4f2a…`. */
export function createItemId(type: string): string {
  return createId(prefixes.get(type) ?? 'item');
}

/**
 * Whether an item may be kept under the id that it came with. What is deleted takes along all that it
 * owns, so that no item may be called like a record that owns others; and no path leads to a dot.
 */
export function isItemId(id: string): boolean {
  return isPlainKey(id) && !/^(resp|conv|pmpt)_|^\.{1,2}$/.test(id);
}
