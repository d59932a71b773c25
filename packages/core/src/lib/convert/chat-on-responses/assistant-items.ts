import type {
  ChatAssistantMessage,
  ChatToolCall,
  ResponsesInputItem,
  ResponsesOutputPart,
} from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { invalidType, objectsAt, textAt, unsupported } from '../request-faults.ts';
import type { CallBook } from './call-book.ts';
import { unknownPart } from './input-parts.ts';
import { toReasoningItems } from './reasoning-items.ts';

type Item = DeepReadonly<ResponsesInputItem>;

/** An assistant's message, and where it stands. */
export interface PlacedAssistantMessage {
  readonly value: DeepReadonly<ChatAssistantMessage>;
  readonly param: string;
  readonly position: number;
}

/** What the model thought, what it said and what it called, in this order. */
export function toAssistantItems(
  message: PlacedAssistantMessage,
  calls: CallBook,
  boundary: string,
): Item[] {
  const { value, param } = message;
  if (value.audio != null) throw unsupported(`${param}.audio`, 'it holds no sounds.');
  const content = saidIn(message);
  return [
    ...toReasoningItems(value, boundary),
    ...(content.length > 0 ? [{ type: 'message', role: 'assistant', content } as const] : []),
    ...objectsAt<ToolCall>(value.tool_calls ?? [], `${param}.tool_calls`).map((call) =>
      toCallItem(call, calls),
    ),
    ...toNamedCallItems(message, calls),
  ];
}

function saidIn({ value, param }: PlacedAssistantMessage): ResponsesOutputPart[] {
  const parts = toOutputParts(value.content, `${param}.content`);
  if (value.refusal) parts.push({ type: 'refusal', refusal: value.refusal });
  return parts.filter((part) => part.type === 'refusal' || part.text !== '');
}

function toOutputParts(content: unknown, param: string): ResponsesOutputPart[] {
  if (content == null) return [];
  if (typeof content === 'string') return [toOutputText(content)];
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of parts');
  return objectsAt<OutputPart>(content, param).map(toOutputPart);
}

type OutputPart = Exclude<
  DeepReadonly<ChatAssistantMessage>['content'],
  string | null | undefined
>[number];

function toOutputPart({ value, param }: { value: OutputPart; param: string }): ResponsesOutputPart {
  switch (value.type) {
    case 'text':
      return toOutputText(textAt(value.text, `${param}.text`));
    case 'refusal':
      return { type: 'refusal', refusal: textAt(value.refusal, `${param}.refusal`) };
    default:
      throw unknownPart({ value, param });
  }
}

function toOutputText(text: string): ResponsesOutputPart {
  return { type: 'output_text', text, annotations: [] };
}

type ToolCall = DeepReadonly<ChatToolCall>;

function toCallItem({ value, param }: { value: ToolCall; param: string }, calls: CallBook): Item {
  const call_id = textAt(value.id, `${param}.id`);
  if (value.type === 'custom') {
    calls.add(call_id, 'custom');
    const name = textAt(value.custom?.name, `${param}.custom.name`);
    const input = textAt(value.custom?.input, `${param}.custom.input`);
    return { type: 'custom_tool_call', call_id, name, input };
  }
  // Some clients leave the type out: it was the only one for long.
  const { type } = value as { type?: unknown };
  if (type != null && type !== 'function') {
    throw unsupported(`${param}.type`, `it has no calls of type "${type}".`);
  }
  calls.add(call_id, 'function');
  const name = textAt(value.function?.name, `${param}.function.name`);
  const text = textAt(value.function?.arguments, `${param}.function.arguments`);
  return { type: 'function_call', call_id, name, arguments: text };
}

function toNamedCallItems({ value, param, position }: PlacedAssistantMessage, calls: CallBook) {
  const { function_call: call } = value;
  if (call == null) return [];
  const name = textAt(call.name, `${param}.function_call.name`);
  const text = textAt(call.arguments, `${param}.function_call.arguments`);
  const call_id = calls.addNamed(name, position);
  return [{ type: 'function_call', call_id, name, arguments: text } as const];
}
