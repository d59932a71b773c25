import type { ResponsesOutputItem, ResponsesOutputPart } from '@gw/schema';
import { splitTokens } from './tokens.ts';

/** The pieces in which a text is written, each the delta of an event and a token in the usage. */
export function textPieces(text: string): string[] {
  return splitTokens(text);
}

/** Those of a call: arguments have few words. */
export function callPieces(text: string): string[] {
  return text.match(/.{1,8}/gsu) ?? [];
}

/** All pieces of an item; reasoning has its own. */
export function itemPieces(item: ResponsesOutputItem): string[] {
  switch (item.type) {
    case 'message':
      return item.content.flatMap((part) => textPieces(textOfPart(part)));
    case 'function_call':
      return callPieces(item.arguments);
    case 'custom_tool_call':
      return callPieces(item.input);
    default:
      return [];
  }
}

/** The item as it is when the model may write no more than so many pieces. */
export function cutItem(item: ResponsesOutputItem, pieces: number): ResponsesOutputItem {
  const text = itemPieces(item).slice(0, pieces).join('');
  switch (item.type) {
    case 'message':
      return {
        ...item,
        status: 'incomplete',
        content: item.content.map((part) => cutPart(part, text)),
      };
    case 'function_call':
      return { ...item, status: 'incomplete', arguments: text };
    case 'custom_tool_call':
      return { ...item, status: 'incomplete', input: text };
    default:
      return item;
  }
}

export function textOfPart(part: ResponsesOutputPart): string {
  return part.type === 'refusal' ? part.refusal : part.text;
}

function cutPart(part: ResponsesOutputPart, text: string): ResponsesOutputPart {
  if (part.type === 'refusal') return { ...part, refusal: text };
  const { logprobs = [] } = part;
  return { ...part, text, logprobs: logprobs.slice(0, textPieces(text).length) };
}
