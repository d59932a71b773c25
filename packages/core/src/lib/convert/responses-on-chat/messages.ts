import type { ChatMessage, ResponsesInputMessage, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import { GatewayError } from '../../errors.ts';
import type { DeepReadonly } from '../../payload.ts';
import { toAssistantMessage } from './assistant-message.ts';
import { partsAt, toContent, toTextPart, toUserPart } from './content-parts.ts';
import { groupItems, type ItemGroup } from './group-items.ts';
import { type Placed, sortItems } from './placed-items.ts';
import { createReasoningReplay, type ReasoningReplay } from './reasoning-replay.ts';
import { toToolMessages } from './tool-messages.ts';
import type { ToolNames } from './tool-names.ts';

type Message = DeepReadonly<ChatMessage>;

/** The conversation: instructions first, then the input in its order. */
export function convertMessages(
  request: DeepReadonly<ResponsesRequest>,
  names: ToolNames,
  context: ConversionContext,
): Message[] {
  const { instructions, input } = request;
  const messages: Message[] = instructions ? [{ role: 'system', content: instructions }] : [];
  if (typeof input === 'string') messages.push({ role: 'user', content: input });
  else if (input != null) messages.push(...convertItems(input, names, context));
  if (messages.length > 0) return messages;
  const message = 'Missing required parameter "input": this model must be told something.';
  throw new GatewayError('missing_required_parameter', message, { param: 'input' });
}

function convertItems(input: unknown, names: ToolNames, context: ConversionContext): Message[] {
  const replay = createReasoningReplay(context);
  const groups = groupItems(sortItems(input));
  const messages = groups.flatMap((group) => convertGroup(group, names, replay));
  replay.finish();
  return messages;
}

function convertGroup(group: ItemGroup, names: ToolNames, replay: ReasoningReplay): Message[] {
  switch (group.kind) {
    case 'message':
      return [convertMessage(group.message)];
    case 'turn':
      return [toAssistantMessage(group.items, names, replay)].filter((said) => said !== undefined);
    case 'answers':
      return toToolMessages(group.answers, names);
  }
}

/** Many servers refuse the role `developer`, and `system` means the same. */
function convertMessage({ value, param }: Placed<ResponsesInputMessage>): Message {
  const parts = partsAt(value.content, `${param}.content`);
  return value.role === 'user'
    ? { role: 'user', content: toContent(parts.map(toUserPart)) }
    : { role: 'system', content: toContent(parts.map(toTextPart)) };
}
