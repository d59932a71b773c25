import type { MessagesImageBlock, ResponsesInputPart } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { textAt } from '../request-faults.ts';
import { type PlacedBlock, unknownBlock } from './blocks.ts';
import { toDocument, toSearchResult } from './documents.ts';
import { toDataUrl, unknownSource } from './sources.ts';

/** A block of the end user, or of what a tool gave back. */
export function toInputParts({ value, param }: PlacedBlock): ResponsesInputPart[] {
  switch (value.type) {
    case 'text':
      return [{ type: 'input_text', text: textAt(value.text, `${param}.text`) }];
    case 'image':
      return [toImage(value.source, `${param}.source`)];
    case 'document':
      return toDocument(value, param, toInputParts);
    case 'search_result':
      return toSearchResult(value, param, toInputParts);
    default:
      throw unknownBlock({ value, param });
  }
}

/** A single text as a string, which is all that some servers understand. */
export function toInputContent(
  content: unknown,
  parts: ResponsesInputPart[],
): string | ResponsesInputPart[] {
  if (typeof content === 'string') return content;
  const [first, ...others] = parts;
  if (!first) return '';
  return first.type === 'input_text' && others.length === 0 ? first.text : parts;
}

function toImage(
  source: DeepReadonly<MessagesImageBlock['source']> | undefined,
  param: string,
): ResponsesInputPart {
  switch (source?.type) {
    case 'base64':
      return { type: 'input_image', image_url: toDataUrl(source, param) };
    case 'url':
      return { type: 'input_image', image_url: textAt(source.url, `${param}.url`) };
    default:
      throw unknownSource(source, param);
  }
}
