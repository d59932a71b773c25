import { type Payload, readPayload } from '@gw/core';
import { isMembers, type Members } from '@gw/provider-utils';
import { toCallInput } from './call-input.ts';
import { hasThoughtlessTurn, thoughtlessTurn } from './convert-thinking.ts';
import { createToolUseIds, type ToolUseIds } from './tool-use-ids.ts';

/**
 * A request in Anthropic's own api with what another provider's model left in it as Anthropic takes
 * it: the ids and inputs of calls, and a turn that began without a thought. All else is the client's
 * to answer for.
 * @returns the payload itself where nothing is to be changed, so that it keeps its bytes.
 */
export function carryOn<Request extends object>(
  body: Payload<Request>,
  warn: (message: string) => void,
): Payload<Request> {
  const { messages, thinking, context_management: management } = readPayload(body) as Members;
  if (!Array.isArray(messages)) return body;
  const edits: Record<string, unknown> = {};
  const carried = carryCalls(messages);
  if (carried !== messages) {
    edits.messages = carried;
    warn('Calls that another model made were changed: their ids or inputs would be refused.');
  }
  if (isMembers(thinking) && thinking.type === 'enabled' && isBetweenCalls(messages)) {
    Object.assign(edits, { thinking: undefined }, withoutClearing(management));
    warn(`The model was not asked to think: ${thoughtlessTurn}.`);
  }
  return Object.keys(edits).length > 0 ? body.with(edits as Partial<Request>) : body;
}

/** Only a model that thinks may be asked to forget its thoughts. */
function withoutClearing(management: unknown): object {
  if (!isMembers(management) || !Array.isArray(management.edits)) return {};
  const edits = management.edits.filter((edit) => !isMembers(edit) || !isClearing(edit.type));
  return { context_management: edits.length > 0 ? { ...management, edits } : undefined };
}

function isClearing(type: unknown): boolean {
  return typeof type === 'string' && type.startsWith('clear_thinking_');
}

/** An answer that the client itself began may not be thought about either, but that it should hear. */
function isBetweenCalls(messages: readonly unknown[]): boolean {
  const told = messages.filter(isMembers).map(({ role, content }) => ({
    role,
    content: Array.isArray(content) ? content.filter(isMembers) : [{ type: 'text' }],
  }));
  return told.at(-1)?.role !== 'assistant' && hasThoughtlessTurn(told);
}

function carryCalls(messages: readonly unknown[]): readonly unknown[] {
  const ids = createToolUseIds();
  return mapChanged(messages, (message) => {
    if (!isMembers(message) || !Array.isArray(message.content)) return message;
    const content = mapChanged(message.content, (block) => carryBlock(block, ids));
    return content === message.content ? message : { ...message, content };
  });
}

function carryBlock(block: unknown, ids: ToolUseIds): unknown {
  if (!isMembers(block)) return block;
  if (block.type === 'tool_use' && typeof block.id === 'string') {
    const id = ids.ofCall(block.id);
    const input = toCallInput(block.input);
    return id === block.id && input === block.input ? block : { ...block, id, input };
  }
  if (block.type === 'tool_result' && typeof block.tool_use_id === 'string') {
    const tool_use_id = ids.ofOutput(block.tool_use_id);
    return tool_use_id === block.tool_use_id ? block : { ...block, tool_use_id };
  }
  return block;
}

/** The list itself where each of it stays the same. */
function mapChanged(
  list: readonly unknown[],
  change: (value: unknown) => unknown,
): readonly unknown[] {
  const changed = list.map(change);
  return changed.some((value, place) => value !== list[place]) ? changed : list;
}
