import { isMembers, type Members, type ToolIdentity, textOf } from '@gw/provider-utils';
import { toCallId } from './call-ids.ts';
import { whyForbidden } from './call-rules.ts';
import { closeMessage } from './stream-message.ts';
import { closeReasoning } from './stream-reasoning.ts';
import { beginItem, endItem, inItem, type StreamState, tell } from './stream-state.ts';

/** A call, which always comes whole: one part, an object for arguments. */
export function addCall(state: StreamState, call: Members, signature: string): void {
  const name = textOf(call.name);
  const tool = state.names.fromWire(name);
  const reason =
    name === '' ? 'the model named no tool' : whyForbidden(state.request, tool, state.callIds.size);
  if (reason !== undefined) {
    dropCall(state, name, reason);
    return;
  }
  const callId = toCallId(call.id, state.callIds);
  state.callIds.add(callId);
  closeMessage(state, 'completed');
  // In the reasoning right in front of its call, whatever else that holds.
  if (signature !== '') state.signatures.push({ call: callId, signature });
  closeReasoning(state, 'completed');
  tellCall(state, callId, tool, call.args);
}

function dropCall(state: StreamState, name: string, reason: string): void {
  state.droppedCalls++;
  state.warn(`A call of "${name}" was left out: ${reason}.`);
}

function tellCall(
  state: StreamState,
  call_id: string,
  { kind, name, namespace }: ToolIdentity,
  args: unknown,
): void {
  const shared = { call_id, name, ...(namespace !== undefined && { namespace }) };
  const isCustom = kind === 'custom';
  const begun = isCustom
    ? { type: 'custom_tool_call', id: state.createId('ctc'), ...shared, input: '' }
    : { type: 'function_call', id: state.createId('fc'), ...shared, arguments: '' };
  const item = beginItem(state, begun);
  const type = isCustom
    ? 'response.custom_tool_call_input.delta'
    : 'response.function_call_arguments.delta';
  tell(state, { type, ...inItem(item), delta: isCustom ? inputOf(args) : toJson(args) });
  endItem(state, item, 'completed');
}

/** The input of a custom tool out of the arguments of the function that stands for it. */
function inputOf(args: unknown): string {
  return isMembers(args) && typeof args.input === 'string' ? args.input : toJson(args);
}

function toJson(args: unknown): string {
  return JSON.stringify(args ?? {});
}
