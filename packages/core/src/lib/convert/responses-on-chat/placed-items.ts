import type {
  ResponsesAssistantMessage,
  ResponsesCustomToolCall,
  ResponsesCustomToolCallOutput,
  ResponsesFunctionCall,
  ResponsesFunctionCallOutput,
  ResponsesInputItem,
  ResponsesInputMessage,
  ResponsesReasoning,
} from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { invalidValue, objectsAt, unsupported } from '../request-faults.ts';

/** An item, and where it stands in the request: `input[2]`. */
export interface Placed<Item> {
  readonly value: DeepReadonly<Item>;
  readonly param: string;
}

export type CallItem = ResponsesFunctionCall | ResponsesCustomToolCall;
export type OutputItem = ResponsesFunctionCallOutput | ResponsesCustomToolCallOutput;
/** What the model says, thinks and calls in its turn. */
export type TurnItem = ResponsesAssistantMessage | ResponsesReasoning | CallItem;

/** An item by the place that it takes in a chat. */
export type SortedItem =
  | ({ readonly kind: 'message' } & Placed<ResponsesInputMessage>)
  | ({ readonly kind: 'turn' } & Placed<TurnItem>)
  | ({ readonly kind: 'output' } & Placed<OutputItem>);

/** @throws {GatewayError} `unsupported_parameter` for an item that chat cannot say. */
export function sortItems(input: unknown): SortedItem[] {
  return objectsAt<DeepReadonly<ResponsesInputItem>>(input, 'input').map(sortItem);
}

function sortItem({ value, param }: Placed<ResponsesInputItem>): SortedItem {
  switch (value.type) {
    case 'reasoning':
    case 'function_call':
    case 'custom_tool_call':
      return { kind: 'turn', value, param };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { kind: 'output', value, param };
    case 'message':
      return sortMessage(value, param);
    default:
      // Clients may leave out the type of a message.
      if (value.type == null && 'role' in value) return sortMessage(value, param);
      throw unsupported(
        `${param}.type`,
        `it takes no items of type "${value.type ?? 'item_reference'}".`,
      );
  }
}

function sortMessage(
  value: DeepReadonly<ResponsesInputMessage | ResponsesAssistantMessage>,
  param: string,
): SortedItem {
  switch (value.role) {
    case 'user':
    case 'system':
    case 'developer':
      return { kind: 'message', value, param };
    case 'assistant':
      return { kind: 'turn', value, param };
    default:
      throw invalidValue(`${param}.role`, 'expected user, system, developer or assistant.');
  }
}
