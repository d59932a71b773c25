import type {
  ChatFunctionMessage,
  ChatMessage,
  ChatToolMessage,
  ResponsesInputItem,
} from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { invalidValue, objectsAt, textAt, unsupported } from '../request-faults.ts';
import { toAssistantItems } from './assistant-items.ts';
import { type CallBook, createCallBook } from './call-book.ts';
import { toInputContent, toInstructions } from './input-parts.ts';
import { losesReasoning } from './reasoning-items.ts';

type Message = DeepReadonly<ChatMessage>;
type Item = DeepReadonly<ResponsesInputItem>;

/** The conversation in its order. Instructions stay where they stand, and as many as there are. */
export function convertMessages(messages: readonly Message[], context: ConversionContext): Item[] {
  const calls = createCallBook();
  const placed = objectsAt<Message>(messages, 'messages');
  tellLosses(messages, context);
  return placed.flatMap(({ value, param }, position) =>
    value.role === 'assistant'
      ? toAssistantItems({ value, param, position }, calls, context.boundary)
      : [toItem(value, param, calls)],
  );
}

function toItem(
  message: Exclude<Message, { role: 'assistant' }>,
  param: string,
  calls: CallBook,
): Item {
  const { role, content } = message;
  switch (role) {
    case 'system':
    case 'developer':
      return { type: 'message', role, content: toInstructions(content, `${param}.content`) };
    case 'user':
      return { type: 'message', role, content: toInputContent(content, `${param}.content`) };
    case 'tool':
      return toOutputItem(message, param, calls);
    case 'function':
      return toNamedOutputItem(message, param, calls);
    default:
      throw unsupported(`${param}.role`, `it knows no role "${role}".`);
  }
}

function toOutputItem(
  message: DeepReadonly<ChatToolMessage>,
  param: string,
  calls: CallBook,
): Item {
  const call_id = textAt(message.tool_call_id, `${param}.tool_call_id`);
  const output = toInputContent(message.content, `${param}.content`);
  return calls.kindOf(call_id) === 'custom'
    ? { type: 'custom_tool_call_output', call_id, output }
    : { type: 'function_call_output', call_id, output };
}

function toNamedOutputItem(
  message: DeepReadonly<ChatFunctionMessage>,
  param: string,
  calls: CallBook,
): Item {
  const call_id = calls.idOf(message.name);
  if (!call_id) throw invalidValue(`${param}.name`, 'no function of this name was called before.');
  return {
    type: 'function_call_output',
    call_id,
    output: toInputContent(message.content, `${param}.content`),
  };
}

function tellLosses(messages: readonly Message[], context: ConversionContext): void {
  if (messages.some((message) => message.role !== 'function' && 'name' in message && message.name))
    context.warn('Names of participants were left out: the Responses api has none.');
  if (messages.some((one) => one.role === 'assistant' && losesReasoning(one, context.boundary)))
    context.warn('Reasoning that the model could not read was left out.');
}
