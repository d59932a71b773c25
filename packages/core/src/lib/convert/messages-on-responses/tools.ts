import type {
  MessagesRequest,
  MessagesTool,
  ResponsesFunctionTool,
  ResponsesRequest,
} from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { objectsAt, textAt, unsupported } from '../request-faults.ts';

type Request = Pick<DeepReadonly<MessagesRequest>, 'tools' | 'tool_choice'>;

/**
 * The client's tools. When a model sees one, who else may call it and how its input is streamed are of
 * use only beside tools of Anthropic's own, which are refused.
 * @param warn told of what is left out.
 */
export function convertTools(
  { tools }: Request,
  warn: (message: string) => void,
): ResponsesFunctionTool[] | undefined {
  const placed = objectsAt<DeepReadonly<MessagesTool>>(tools ?? [], 'tools');
  if (placed.some(({ value }) => value.input_examples != null))
    warn('Examples of input were left out: tools of the Responses api have none.');
  return placed.length > 0 ? placed.map(toFunction) : undefined;
}

/** The two apis have opposite defaults: OpenAI holds functions strictly to their schema. */
function toFunction({
  value,
  param,
}: {
  value: DeepReadonly<MessagesTool>;
  param: string;
}): ResponsesFunctionTool {
  const { type, name, description, input_schema, strict } = value;
  if (type != null && type !== 'custom') {
    throw unsupported(`${param}.type`, `it has no tools of type ${JSON.stringify(type)}.`);
  }
  return {
    type: 'function',
    name: textAt(name, `${param}.name`),
    ...present({ description }),
    parameters: input_schema ?? null,
    strict: strict ?? false,
  };
}

type Choice = Pick<ResponsesRequest, 'tool_choice' | 'parallel_tool_calls'>;

/** Which tools the model calls, and whether several at once. */
export function convertToolChoice({ tool_choice: choice }: Request): Choice {
  if (choice == null) return {};
  const isSingle = 'disable_parallel_tool_use' in choice && choice.disable_parallel_tool_use;
  return { tool_choice: toChoice(choice), ...(isSingle && { parallel_tool_calls: false }) };
}

function toChoice(choice: NonNullable<Request['tool_choice']>): Choice['tool_choice'] {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return choice.type;
    case 'any':
      return 'required';
    case 'tool':
      return { type: 'function', name: textAt(choice.name, 'tool_choice.name') };
    default:
      throw unsupported('tool_choice.type', 'expected auto, any, tool or none.');
  }
}
