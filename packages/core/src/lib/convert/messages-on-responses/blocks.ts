import type { MessagesBlock, ResponsesInputItem } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { invalidType, objectsAt, unsupported } from '../request-faults.ts';

export type Item = DeepReadonly<ResponsesInputItem>;

/** A block of a message, and where it stands in the request. */
export interface PlacedBlock {
  readonly value: DeepReadonly<MessagesBlock>;
  readonly param: string;
}

/** Content as a list, whether it came as text, as blocks, or not at all. */
export function blocksAt(content: unknown, param: string): PlacedBlock[] {
  if (content == null) return [];
  if (typeof content === 'string') return [{ value: { type: 'text', text: content }, param }];
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of blocks');
  return objectsAt(content, param);
}

export function unknownBlock({ value, param }: { value: { type?: unknown }; param: string }) {
  return unsupported(
    `${param}.type`,
    `it takes no blocks of type ${JSON.stringify(value.type)} here.`,
  );
}

/** What a block becomes: parts of a message, or items of their own. */
export type ToldBlock<Part> = { readonly parts: Part[] } | { readonly items: Item[] };

/** Blocks in their order; parts that stand side by side are one message. */
export function joinBlocks<Part>(
  blocks: readonly ToldBlock<Part>[],
  toMessage: (parts: Part[]) => Item,
): Item[] {
  const joined: Item[] = [];
  let parts: Part[] = [];
  const closeMessage = () => {
    if (parts.length > 0) joined.push(toMessage(parts));
    parts = [];
  };
  for (const block of blocks) {
    if ('parts' in block) parts.push(...block.parts);
    else if (block.items.length > 0) {
      closeMessage();
      joined.push(...block.items);
    }
  }
  closeMessage();
  return joined;
}
