import {
  invalidValue,
  type Members,
  objectsAt,
  type Placed,
  present,
  type ToolNames,
  textAt,
  unsupported,
} from '@gw/provider-utils';
import type { MessagesBlock, MessagesTextBlock, MessagesToolResultBlock } from '@gw/schema';
import { cacheMarkOf, markLast } from './cache-control.ts';
import { parseCallInput } from './call-input.ts';
import { toMediaBlocks, toTextBlocks } from './convert-parts.ts';
import type { RequestContext } from './request-context.ts';
import { openBlocks } from './sealed-blocks.ts';
import { createToolUseIds, type ToolUseIds } from './tool-use-ids.ts';

/** What an item says, by the place that it takes in a conversation. */
export type Entry =
  | { readonly kind: 'system'; readonly blocks: MessagesTextBlock[] }
  | { readonly kind: 'user'; readonly blocks: MessagesBlock[] }
  /** @property callId of a call, by which its output finds it. */
  | { readonly kind: 'assistant'; readonly blocks: MessagesBlock[]; readonly callId?: string }
  | { readonly kind: 'output'; readonly callId: string; readonly block: MessagesToolResultBlock };

export interface ItemReading extends RequestContext {
  readonly names: ToolNames;
}

interface Reading extends ItemReading {
  readonly ids: ToolUseIds;
}

/**
 * The items of a request as blocks; those that say nothing are left out.
 * @throws {GatewayError} `unsupported_parameter` for an item that Anthropic cannot be told.
 */
export function readItems(input: unknown, options: ItemReading): Entry[] {
  const reading = { ...options, ids: createToolUseIds() };
  const entries = objectsAt(input, 'input').map((item) => readItem(item, reading));
  return entries.filter((entry) => entry.kind === 'output' || entry.blocks.length > 0);
}

function readItem(item: Placed, reading: Reading): Entry {
  const { value, param } = item;
  switch (value.type) {
    case 'reasoning':
      return readReasoning(value, reading);
    case 'function_call':
    case 'custom_tool_call':
      return readCall(item, reading);
    case 'function_call_output':
    case 'custom_tool_call_output':
      return readOutput(item, reading);
    default:
      // Clients may leave out the type of a message.
      if (value.type === 'message' || (value.type == null && 'role' in value)) {
        return readMessage(item, reading);
      }
      throw unsupported(
        `${param}.type`,
        `it takes no items of type "${value.type ?? 'item_reference'}".`,
      );
  }
}

function readMessage({ value, param }: Placed, reading: Reading): Entry {
  const where = `${param}.content`;
  // Of a message whose content is one text, the mark can only stand beside it.
  const mark = Array.isArray(value.content) ? {} : cacheMarkOf(value);
  switch (value.role) {
    case 'user':
      return { kind: 'user', blocks: markLast(toMediaBlocks(value.content, where, reading), mark) };
    case 'system':
    case 'developer':
      return { kind: 'system', blocks: markLast(toTextBlocks(value.content, where), mark) };
    case 'assistant':
      return { kind: 'assistant', blocks: markLast(toTextBlocks(value.content, where), mark) };
    default:
      throw invalidValue(`${param}.role`, 'expected user, system, developer or assistant.');
  }
}

/** Only what Anthropic signed can be handed back to it. */
function readReasoning({ encrypted_content }: Members, { warn }: Reading): Entry {
  const blocks = openBlocks(encrypted_content);
  if (!blocks) warn('Reasoning that the model could not read was left out.');
  return { kind: 'assistant', blocks: blocks ?? [] };
}

function readCall({ value, param }: Placed, { names, ids }: Reading): Entry {
  const callId = textAt(value.call_id, `${param}.call_id`);
  const name = names.toWire(textAt(value.name, `${param}.name`), value.namespace);
  const input =
    value.type === 'custom_tool_call'
      ? { input: textAt(value.input, `${param}.input`) }
      : parseCallInput(textAt(value.arguments, `${param}.arguments`));
  const id = ids.ofCall(callId);
  const block = { type: 'tool_use' as const, id, name, input, ...cacheMarkOf(value) };
  return { kind: 'assistant', callId, blocks: [block] };
}

function readOutput({ value, param }: Placed, reading: Reading): Entry {
  const callId = textAt(value.call_id, `${param}.call_id`);
  const content = toMediaBlocks(value.output, `${param}.output`, reading);
  const block: MessagesToolResultBlock = {
    type: 'tool_result',
    tool_use_id: reading.ids.ofOutput(callId),
    ...present({ content: content.length > 0 ? content : undefined }),
    ...cacheMarkOf(value),
  };
  return { kind: 'output', callId, block };
}
