import type {
  ResponsesOutputItem,
  ResponsesOutputMessage,
  ResponsesOutputPart,
  ResponsesReasoning,
} from '@gw/schema';
import { callPieces, textOfPart, textPieces } from './item-tokens.ts';
import type { DraftEvent } from './responses-events.ts';

/** All events of one item, from `output_item.added` to `output_item.done`. */
export function itemEvents(item: ResponsesOutputItem, output_index: number): DraftEvent[] {
  const place = { item_id: item.id, output_index };
  return [
    { type: 'response.output_item.added', output_index, item: emptied(item) },
    ...insideEvents(item, place),
    { type: 'response.output_item.done', output_index, item },
  ];
}

/** The item before anything is written into it. */
function emptied(item: ResponsesOutputItem): ResponsesOutputItem {
  switch (item.type) {
    case 'message':
      return { ...item, status: 'in_progress', content: [] };
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' };
    case 'custom_tool_call':
      return { ...item, status: 'in_progress', input: '' };
    case 'reasoning':
      return { ...item, summary: [] };
    default:
      return item;
  }
}

function insideEvents(item: ResponsesOutputItem, place: object): DraftEvent[] {
  switch (item.type) {
    case 'message':
      return contentEvents(item, place);
    case 'reasoning':
      return summaryEvents(item, place);
    case 'function_call':
      return callEvents('function_call_arguments', 'arguments', item.arguments, place);
    case 'custom_tool_call':
      return callEvents('custom_tool_call_input', 'input', item.input, place);
    default:
      return [];
  }
}

function contentEvents({ content }: ResponsesOutputMessage, item: object): DraftEvent[] {
  return content.flatMap((part, content_index) => {
    const place = { ...item, content_index };
    return [
      { type: 'response.content_part.added', ...place, part: emptiedPart(part) },
      ...partEvents(part, place),
      { type: 'response.content_part.done', ...place, part },
    ];
  });
}

function emptiedPart(part: ResponsesOutputPart): ResponsesOutputPart {
  if (part.type === 'refusal') return { ...part, refusal: '' };
  return { ...part, text: '', annotations: [], logprobs: [] };
}

function partEvents(part: ResponsesOutputPart, place: object): DraftEvent[] {
  if (part.type === 'refusal') {
    const pieces = textPieces(part.refusal);
    return [
      ...pieces.map((delta) => ({ type: 'response.refusal.delta', ...place, delta })),
      { type: 'response.refusal.done', ...place, refusal: part.refusal },
    ];
  }
  const { text, logprobs = [] } = part;
  return [
    ...textPieces(textOfPart(part)).map((delta, at) => ({
      type: 'response.output_text.delta',
      ...place,
      delta,
      logprobs: logprobs.slice(at, at + 1),
    })),
    { type: 'response.output_text.done', ...place, text, logprobs },
  ];
}

function summaryEvents({ summary }: ResponsesReasoning, item: object): DraftEvent[] {
  return summary.flatMap((part, summary_index) => {
    const place = { ...item, summary_index };
    const name = 'response.reasoning_summary_text';
    return [
      { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
      ...textPieces(part.text).map((delta) => ({ type: `${name}.delta`, ...place, delta })),
      { type: `${name}.done`, ...place, text: part.text },
      { type: 'response.reasoning_summary_part.done', ...place, part },
    ];
  });
}

function callEvents(name: string, member: string, text: string, place: object): DraftEvent[] {
  return [
    ...callPieces(text).map((delta) => ({ type: `response.${name}.delta`, ...place, delta })),
    { type: `response.${name}.done`, ...place, [member]: text },
  ];
}
