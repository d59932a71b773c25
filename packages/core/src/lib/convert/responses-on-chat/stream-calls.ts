import type { ResponsesItemStatus, ResponsesOutputItem } from '@gw/schema';
import { wrapOpaque } from '../../opaque.ts';
import { isMembers } from '../../responses/members.ts';
import type { TrackedCall } from './call-tracker.ts';
import { whyForbidden } from './stream-call-rules.ts';
import { closeMessage } from './stream-message.ts';
import { closeReasoning } from './stream-reasoning.ts';
import {
  beginItem,
  endItem,
  inItem,
  type OpenCall,
  type OpenItem,
  type StreamState,
  tell,
} from './stream-state.ts';
import type { ToolIdentity } from './tool-identity.ts';

/** What a delta adds to the calls that the model wants made. */
export function addCalls(state: StreamState, pieces: unknown): void {
  for (const { call, text } of state.calls.tracker.push(pieces)) {
    const open = state.calls.open.get(call);
    if (open) addToCall(state, open, call, text);
    else beginCallsUpTo(state, call);
  }
}

function addToCall(state: StreamState, open: OpenCall, call: TrackedCall, text: string): void {
  if (call.extra) closeSpeech(state);
  tellExtra(state, call, open.callId);
  if (text !== '' && !open.isWrapped) tellInput(state, open.item, text);
}

/**
 * Until its text begins, a call's name may grow. Those that were first seen before it must begin
 * first: their names are as long as they will be.
 */
function beginCallsUpTo(state: StreamState, last: TrackedCall): void {
  if (last.name === '' || last.text === '') return;
  for (const call of state.calls.tracker.calls) {
    beginCall(state, call);
    if (call === last) return;
  }
}

function beginCall(state: StreamState, call: TrackedCall): void {
  const { calls, request } = state;
  if (calls.open.has(call) || call.name === '') return;
  const tool = calls.names.fromWire(call.name);
  const callsBefore = [...calls.open.values()].filter((open) => open !== undefined).length;
  const reason = whyForbidden(request, tool, callsBefore);
  if (reason === undefined) tellCall(state, call, tool);
  else dropCall(state, call, reason);
}

function tellCall(state: StreamState, call: TrackedCall, tool: ToolIdentity): void {
  closeSpeech(state);
  const callId = callIdOf(state, call);
  tellExtra(state, call, callId);
  const open = openCall(state, call, tool, callId);
  state.calls.open.set(call, open);
  if (call.text !== '' && !open.isWrapped) tellInput(state, open.item, call.text);
}

function dropCall(state: StreamState, call: TrackedCall, reason: string): void {
  state.calls.open.set(call, undefined);
  state.calls.dropped++;
  state.context.warn(`A call of "${call.name}" was left out: ${reason}.`);
}

/** Whatever the model was saying ends where it calls a tool. */
function closeSpeech(state: StreamState): void {
  closeReasoning(state, 'completed');
  closeMessage(state, 'completed');
}

const maxCallIdLength = 64;

/** The upstream's own, as long as it names this call and no other. */
function callIdOf({ calls, context }: StreamState, { id }: TrackedCall): string {
  const isGood = id !== undefined && id.length <= maxCallIdLength && !calls.usedIds.has(id);
  const callId = isGood ? id : context.createId('call');
  calls.usedIds.add(callId);
  return callId;
}

/** What the upstream wants back with the call rides in reasoning: calls have no place for it. */
function tellExtra(state: StreamState, call: TrackedCall, callId: string): void {
  const { extra } = call;
  if (!extra) return;
  call.extra = undefined;
  const id = state.context.createId('rs');
  const item = beginItem(state, { type: 'reasoning', id, summary: [], status: 'in_progress' });
  const content = { extra_content: { [callId]: extra } };
  const encrypted_content = wrapOpaque(state.context.boundary, content);
  endItem(state, item, 'completed', { encrypted_content });
}

function openCall(
  state: StreamState,
  call: TrackedCall,
  { kind, name, namespace }: ToolIdentity,
  callId: string,
): OpenCall {
  const isCustom = kind === 'custom' || call.kind === 'custom';
  const beside = namespace === undefined ? {} : { namespace };
  const shared = { call_id: callId, name, ...beside, status: 'in_progress' as const };
  const begun: ResponsesOutputItem = isCustom
    ? { type: 'custom_tool_call', id: state.context.createId('ctc'), ...shared, input: '' }
    : { type: 'function_call', id: state.context.createId('fc'), ...shared, arguments: '' };
  return {
    item: beginItem(state, begun),
    callId,
    isWrapped: isCustom && call.kind === 'function',
  };
}

function tellInput(state: StreamState, item: OpenItem, delta: string): void {
  const type =
    item.type === 'custom_tool_call'
      ? 'response.custom_tool_call_input.delta'
      : 'response.function_call_arguments.delta';
  tell(state, { type, ...inItem(item), delta });
}

/** Begins the calls that have waited for more until the end. */
export function beginWaitingCalls(state: StreamState): void {
  for (const call of state.calls.tracker.calls) {
    if (call.name === '') dropCall(state, call, 'the model named no tool');
    else beginCall(state, call);
  }
}

/** Ends a call; a whole one has arguments that can be read, also where it needed none. */
export function closeCall(
  state: StreamState,
  { item, isWrapped }: OpenCall,
  { text }: TrackedCall,
  status: ResponsesItemStatus,
): void {
  if (isWrapped && text !== '') tellInput(state, item, unwrapInput(text));
  const isEmpty = item.type === 'function_call' && text === '';
  if (isEmpty && status === 'completed') tellInput(state, item, '{}');
  endItem(state, item, status);
}

/** The input of a custom tool out of the arguments of the function that stands for it. */
function unwrapInput(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    return isMembers(parsed) && typeof parsed.input === 'string' ? parsed.input : text;
  } catch {
    return text;
  }
}
