import {
  invalidType,
  objectsAt,
  type Placed,
  textAt,
  textOf,
  unsupported,
} from '@gw/provider-utils';
import type { MessagesTextBlock } from '@gw/schema';
import { cacheMarkOf } from './cache-control.ts';
import { type MediaBlock, toFile, toImage } from './convert-media.ts';
import type { RequestContext } from './request-context.ts';

/** Content as a list, whether it came as text, as parts, or not at all. */
function partsAt(content: unknown, param: string): Placed[] {
  if (content == null) return [];
  if (typeof content === 'string') return [{ value: { type: 'input_text', text: content }, param }];
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of parts');
  return objectsAt(content, param);
}

/** What somebody says who says nothing but text. */
export function toTextBlocks(content: unknown, param: string): MessagesTextBlock[] {
  return partsAt(content, param).flatMap((part) => {
    if (isText(part) || part.value.type === 'refusal') return toTextBlock(part);
    throw unknownPart(part);
  });
}

/** What the end user says, or a tool gave back. */
export function toMediaBlocks(
  content: unknown,
  param: string,
  context: RequestContext,
): (MessagesTextBlock | MediaBlock)[] {
  return partsAt(content, param).flatMap((part): (MessagesTextBlock | MediaBlock)[] => {
    if (isText(part)) return toTextBlock(part);
    return [{ ...toMediaBlock(part, context), ...cacheMarkOf(part.value) }];
  });
}

/** Whoever said it: clients mix up the names of text parts. */
function isText({ value }: Placed): boolean {
  return ['input_text', 'output_text', 'text'].includes(textOf(value.type));
}

/** Anthropic refuses text blocks that hold nothing but blanks, which some models write between calls. */
function toTextBlock({ value, param }: Placed): MessagesTextBlock[] {
  const name = value.type === 'refusal' ? 'refusal' : 'text';
  const text = textAt(value[name], `${param}.${name}`);
  return text.trim() === '' ? [] : [{ type: 'text', text, ...cacheMarkOf(value) }];
}

function toMediaBlock(part: Placed, context: RequestContext): MediaBlock {
  switch (part.value.type) {
    case 'input_image':
      return toImage(part, context);
    case 'input_file':
      return toFile(part, context);
    default:
      throw unknownPart(part);
  }
}

function unknownPart({ value, param }: Placed): Error {
  return unsupported(`${param}.type`, `it takes no parts of type "${value.type}" here.`);
}
