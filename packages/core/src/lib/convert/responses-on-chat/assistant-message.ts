import type {
  ChatAssistantMessage,
  ChatFunctionToolCall,
  ChatRefusalPart,
  ChatTextPart,
  ResponsesAssistantMessage,
  ResponsesReasoning,
} from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { textAt } from '../request-faults.ts';
import { toChatCallId } from './call-ids.ts';
import { isText, type PlacedPart, partsAt, toContent, toTextPart } from './content-parts.ts';
import { isCall } from './group-items.ts';
import type { CallItem, Placed, TurnItem } from './placed-items.ts';
import type { ReasoningReplay } from './reasoning-replay.ts';
import type { ToolNames } from './tool-names.ts';

type AssistantMessage = DeepReadonly<ChatAssistantMessage>;

/**
 * All that the model said, thought and called in one turn as one message: chat knows no order
 * between text and calls, and would have to be told the outputs in between.
 * `undefined` when nothing of it can be told.
 */
export function toAssistantMessage(
  items: readonly Placed<TurnItem>[],
  names: ToolNames,
  replay: ReasoningReplay,
): AssistantMessage | undefined {
  const reasoning = replay.membersOf(items.filter(isReasoning).map(({ value }) => value));
  const messages = items.filter(isMessage);
  const tool_calls = items.filter(isCall).map((call) => toToolCall(call, names, replay));
  if (tool_calls.length > 0) {
    const content = messages.length > 0 ? toSaid(messages) || null : null;
    return { role: 'assistant', ...reasoning, content, tool_calls };
  }
  if (messages.length > 0) return { role: 'assistant', ...reasoning, content: toSaid(messages) };
  // Reasoning that led nowhere: servers refuse a message that says nothing.
  if (Object.keys(reasoning).length > 0) replay.leaveOut();
  return undefined;
}

function toSaid(messages: readonly Placed<ResponsesAssistantMessage>[]) {
  const parts = messages.flatMap(({ value, param }) => partsAt(value.content, `${param}.content`));
  const said = parts.map(toSaidPart);
  return toContent(said.filter((part) => part.type === 'refusal' || part.text !== ''));
}

function toSaidPart(part: PlacedPart): DeepReadonly<ChatTextPart> | ChatRefusalPart {
  const { type, refusal } = part.value as { type?: unknown; refusal?: unknown };
  if (type !== 'refusal' || isText(part)) return toTextPart(part);
  return { type: 'refusal', refusal: textAt(refusal, `${part.param}.refusal`) };
}

function toToolCall(
  { value, param }: Placed<CallItem>,
  names: ToolNames,
  replay: ReasoningReplay,
): DeepReadonly<ChatFunctionToolCall> {
  const callId = textAt(value.call_id, `${param}.call_id`);
  const name = names.toWire(textAt(value.name, `${param}.name`), value.namespace);
  const extra_content = replay.takeExtraContent(callId);
  return {
    type: 'function',
    id: toChatCallId(callId),
    function: { name, arguments: toArguments({ value, param }) },
    ...(extra_content && { extra_content }),
  };
}

function toArguments({ value, param }: Placed<CallItem>): string {
  if (value.type === 'custom_tool_call') {
    return JSON.stringify({ input: textAt(value.input, `${param}.input`) });
  }
  // Servers parse it as JSON, and some models write nothing for a function without parameters.
  return textAt(value.arguments, `${param}.arguments`) || '{}';
}

function isReasoning(item: Placed<TurnItem>): item is Placed<ResponsesReasoning> {
  return item.value.type === 'reasoning';
}

function isMessage(item: Placed<TurnItem>): item is Placed<ResponsesAssistantMessage> {
  return 'role' in item.value && !isReasoning(item) && !isCall(item);
}
