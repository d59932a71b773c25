import type { MessagesToolUseBlock, ResponsesOutputText } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { textOf } from '../../responses/members.ts';
import { textAt } from '../request-faults.ts';
import { type Item, joinBlocks, type PlacedBlock, type ToldBlock, unknownBlock } from './blocks.ts';
import { type ShownReasoning, unwrapReasoning } from './opaque-reasoning.ts';

/** What is known where an earlier answer is read. */
export interface AssistantReading {
  /** Whose reasoning may be handed back. */
  readonly boundary: string;
  /** Told of what is left out. */
  warn(message: string): void;
}

/** What the model thought, said and called, in its order. */
export function toAssistantItems(
  blocks: readonly PlacedBlock[],
  reading: AssistantReading,
): Item[] {
  const told = blocks.map((block) => toldBlock(block, reading));
  return joinBlocks<ResponsesOutputText>(told, (content) => ({
    type: 'message',
    role: 'assistant',
    content,
  }));
}

function toldBlock(
  { value, param }: PlacedBlock,
  reading: AssistantReading,
): ToldBlock<ResponsesOutputText> {
  switch (value.type) {
    case 'text': {
      if (value.citations?.length) reading.warn('What earlier answers cite was left out.');
      const text = textAt(value.text, `${param}.text`);
      return { parts: text === '' ? [] : [{ type: 'output_text', text, annotations: [] }] };
    }
    case 'thinking': {
      const opaque = textOf(value.signature);
      return { items: toReasoning({ thinking: textOf(value.thinking), opaque }, reading) };
    }
    case 'redacted_thinking':
      return { items: toReasoning({ thinking: '', opaque: textOf(value.data) }, reading) };
    case 'tool_use':
      return { items: [toCall(value, param)] };
    default:
      throw unknownBlock({ value, param });
  }
}

function toReasoning(shown: ShownReasoning, { boundary, warn }: AssistantReading): Item[] {
  const item = unwrapReasoning(shown, boundary);
  if (!item) warn('Reasoning that the model could not read was left out.');
  return item ? [item] : [];
}

function toCall(value: DeepReadonly<MessagesToolUseBlock>, param: string): Item {
  return {
    type: 'function_call',
    call_id: textAt(value.id, `${param}.id`),
    name: textAt(value.name, `${param}.name`),
    arguments: toArguments(value.input),
  };
}

/** A call that was cut off is told with its input as the text that came. */
function toArguments(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? {});
}
