import type { DeepReadonly } from '@gw/core';
import { invalidValue, objectsAt, type Placed, unsupported } from '@gw/provider-utils';
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

export type CallItem = DeepReadonly<ResponsesFunctionCall | ResponsesCustomToolCall>;
export type OutputItem = DeepReadonly<ResponsesFunctionCallOutput | ResponsesCustomToolCallOutput>;
export type InputMessage = DeepReadonly<ResponsesInputMessage>;

/** A picture that a model made. OpenAI's. */
export interface PictureItem {
  readonly type: 'image_generation_call';
  /** Base64. */
  readonly result?: unknown;
  readonly output_format?: unknown;
}

/** What the model says, thinks, calls and draws in its turn. */
export type TurnItem =
  | DeepReadonly<ResponsesAssistantMessage | ResponsesReasoning>
  | CallItem
  | PictureItem;

/** An item by its place in Gemini's contents. */
export type SortedItem =
  | ({ readonly kind: 'instructions' } & Placed<InputMessage>)
  | ({ readonly kind: 'message' } & Placed<InputMessage>)
  | ({ readonly kind: 'turn' } & Placed<TurnItem>)
  | ({ readonly kind: 'output' } & Placed<OutputItem>);

/** @throws {GatewayError} `unsupported_parameter` for an item that Gemini cannot be told. */
export function sortItems(input: unknown): SortedItem[] {
  return objectsAt<DeepReadonly<ResponsesInputItem> | PictureItem>(input, 'input').map(sortItem);
}

function sortItem({
  value,
  param,
}: Placed<DeepReadonly<ResponsesInputItem> | PictureItem>): SortedItem {
  switch (value.type) {
    case 'reasoning':
    case 'function_call':
    case 'custom_tool_call':
    case 'image_generation_call':
      return { kind: 'turn', value, param };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { kind: 'output', value, param };
    case 'message':
      return sortMessage(value, param);
    default: {
      // Clients may leave out the type of a message.
      if (value.type == null && 'role' in value) return sortMessage(value, param);
      const type = value.type ?? 'item_reference';
      throw unsupported(`${param}.type`, `it takes no items of type "${type}".`);
    }
  }
}

function sortMessage(
  value: DeepReadonly<ResponsesInputMessage | ResponsesAssistantMessage>,
  param: string,
): SortedItem {
  switch (value.role) {
    case 'user':
      return { kind: 'message', value, param };
    case 'system':
    case 'developer':
      return { kind: 'instructions', value, param };
    case 'assistant':
      return { kind: 'turn', value, param };
    default:
      throw invalidValue(`${param}.role`, 'expected user, system, developer or assistant.');
  }
}
