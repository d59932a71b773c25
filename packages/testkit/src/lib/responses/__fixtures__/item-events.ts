import type { WireObject } from '../wire-object.ts';
import type { Part } from './canonical-objects.ts';

/** The events that tell of one item; `reasoning` names those of raw reasoning. */
export function itemEvents(
  item: WireObject,
  output_index: number,
  reasoning: string,
): WireObject[] {
  const place = { item_id: item.id, output_index };
  const empty = emptied(item);
  const call =
    'arguments' in item
      ? textEvents('response.function_call_arguments', place, 'arguments', item.arguments)
      : 'input' in item
        ? textEvents('response.custom_tool_call_input', place, 'input', item.input)
        : [];
  return [
    { type: 'response.output_item.added', output_index, item: empty },
    ...call,
    ...partsIn(item.content).flatMap((part, content_index) =>
      contentEvents(part, { ...place, content_index }, reasoning),
    ),
    ...partsIn(item.summary).flatMap((part, summary_index) =>
      summaryEvents(part, { ...place, summary_index }),
    ),
    { type: 'response.output_item.done', output_index, item },
  ];
}

function emptied({ encrypted_content: _, ...item }: WireObject): WireObject {
  return {
    ...item,
    ...('status' in item ? { status: 'in_progress' } : {}),
    ...('content' in item ? { content: [] } : {}),
    ...('summary' in item ? { summary: [] } : {}),
    ...('arguments' in item ? { arguments: '' } : {}),
    ...('input' in item ? { input: '' } : {}),
  };
}

function partsIn(list: unknown): Part[] {
  return Array.isArray(list) ? list : [];
}

function contentEvents(part: Part, place: WireObject, reasoning: string): WireObject[] {
  const member = part.type === 'refusal' ? 'refusal' : 'text';
  const name = { output_text: 'response.output_text', refusal: 'response.refusal' }[part.type];
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, [member]: '' } },
    ...textEvents(name ?? reasoning, place, member, part[member]),
    { type: 'response.content_part.done', ...place, part },
  ];
}

function summaryEvents(part: Part, place: WireObject): WireObject[] {
  return [
    { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
    ...textEvents('response.reasoning_summary_text', place, 'text', part.text),
    { type: 'response.reasoning_summary_part.done', ...place, part },
  ];
}

/** The text in two deltas, and whole. */
function textEvents(name: string, place: WireObject, member: string, whole: unknown): WireObject[] {
  const text = String(whole);
  return [
    { type: `${name}.delta`, ...place, delta: text.slice(0, 3) },
    { type: `${name}.delta`, ...place, delta: text.slice(3) },
    { type: `${name}.done`, ...place, [member]: text },
  ];
}
