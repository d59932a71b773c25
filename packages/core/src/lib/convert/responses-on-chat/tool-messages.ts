import type { ChatContentPart, ChatMessage, ChatToolMessage } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { textAt } from '../request-faults.ts';
import { toChatCallId } from './call-ids.ts';
import { isText, partsAt, toContent, toTextPart, toUserPart } from './content-parts.ts';
import type { Answer } from './group-items.ts';
import type { ToolNames } from './tool-names.ts';

type UserPart = DeepReadonly<ChatContentPart>;

/**
 * Outputs of one turn. A tool's message carries text only, so pictures, files and sounds come in a
 * user message behind the last of them: in between, it would part outputs from their calls.
 */
export function toToolMessages(
  answers: readonly Answer[],
  names: ToolNames,
): DeepReadonly<ChatMessage>[] {
  const attachments = answers.flatMap((answer) => attachmentsOf(answer, names));
  const messages: DeepReadonly<ChatMessage>[] = answers.map(toToolMessage);
  if (attachments.length > 0) messages.push({ role: 'user', content: attachments });
  return messages;
}

function toToolMessage({ output: { value, param } }: Answer): DeepReadonly<ChatToolMessage> {
  const parts = partsAt(value.output, `${param}.output`);
  const texts = parts.filter(isText).map(toTextPart);
  const isElsewhere = texts.length === 0 && parts.length > 0;
  return {
    role: 'tool',
    tool_call_id: toChatCallId(textAt(value.call_id, `${param}.call_id`)),
    content: isElsewhere ? 'The result is in the user message that follows.' : toContent(texts),
  };
}

/** What a tool gave back besides text, introduced so that the model knows which call it is of. */
function attachmentsOf({ output, call }: Answer, names: ToolNames): UserPart[] {
  const parts = partsAt(output.value.output, `${output.param}.output`);
  const media = parts.filter((part) => !isText(part)).map(toUserPart);
  if (media.length === 0) return [];
  const tool = call ? ` (${names.toWire(call.value.name, call.value.namespace)})` : '';
  const text = `Result of the tool call ${toChatCallId(output.value.call_id)}${tool}:`;
  return [{ type: 'text', text }, ...media];
}
