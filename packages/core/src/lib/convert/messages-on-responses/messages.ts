import type { MessagesMessage, ResponsesInputPart } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { objectsAt, textAt, unsupported } from '../request-faults.ts';
import { type AssistantReading, toAssistantItems } from './assistant-items.ts';
import { blocksAt, type Item, joinBlocks, type PlacedBlock, unknownBlock } from './blocks.ts';
import { toInputContent, toInputParts } from './input-parts.ts';
import { toOutputItem } from './tool-result.ts';

type Message = DeepReadonly<MessagesMessage>;

/** The conversation in its order. */
export function convertMessages(messages: unknown, reading: AssistantReading): Item[] {
  return objectsAt<Message>(messages, 'messages').flatMap(({ value, param }) => {
    const where = `${param}.content`;
    switch (value.role) {
      case 'user':
        return toUserItems(value.content, where);
      case 'assistant':
        return toAssistantItems(blocksAt(value.content, where), reading);
      case 'system':
        return [toInstructions(value.content, where)];
      default: {
        const { role } = value as { role?: unknown };
        throw unsupported(`${param}.role`, `it knows no role "${role}".`);
      }
    }
  });
}

function toUserItems(content: Message['content'], param: string): Item[] {
  const told = blocksAt(content, param).map((block) => {
    const { value } = block;
    return value.type === 'tool_result'
      ? { items: [toOutputItem(value, block.param)] }
      : { parts: toInputParts(block) };
  });
  return joinBlocks<ResponsesInputPart>(told, (parts) => ({
    type: 'message',
    role: 'user',
    content: toInputContent(content, parts),
  }));
}

/** Instructions in the middle rank as those in the beginning do. */
function toInstructions(content: Message['content'], param: string): Item {
  const parts = blocksAt(content, param).map(toInstruction);
  return { type: 'message', role: 'developer', content: toInputContent(content, parts) };
}

function toInstruction(block: PlacedBlock): ResponsesInputPart {
  return { type: 'input_text', text: textOfBlock(block) };
}

/** Of whom says nothing but text. */
export function textOfBlock({ value, param }: PlacedBlock): string {
  if (value.type !== 'text') throw unknownBlock({ value, param });
  return textAt(value.text, `${param}.text`);
}

/**
 * Anthropic's older models carry on with an answer that was begun for them. A response is always one of
 * its own, and would say it all again.
 */
export function refusePrefill(messages: unknown): void {
  if (!Array.isArray(messages)) return;
  const { role } = Object(messages.at(-1)) as { role?: unknown };
  if (role === 'assistant') {
    const param = `messages[${messages.length - 1}]`;
    throw unsupported(param, 'it begins its answers itself. The last message must be the user’s.');
  }
}
