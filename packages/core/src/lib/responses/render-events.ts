import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import { objectsIn } from '../objects-in.ts';
import type { DeepReadonly } from '../payload.ts';
import { callFields } from './growing-item.ts';
import { lookUpTable, type Members, textOf } from './members.ts';

/** A whole response as its stream would have begun, told and ended it; the stamp says the rest. */
export function toResponsesEvents(
  response: DeepReadonly<ResponseResource>,
): ResponsesStreamEvent[] {
  const { output, usage: _, status, ...head } = response;
  const items = objectsIn(output as readonly Members[] | undefined);
  const end = status === 'incomplete' ? 'response.incomplete' : 'response.completed';
  const events: Members[] = [
    { type: 'response.created', response: head },
    ...items.flatMap((item, index) => itemEvents(item, index)),
    { type: end, response },
  ];
  return events.map(
    (event) => ({ sequence_number: 0, ...event }) as unknown as ResponsesStreamEvent,
  );
}

function itemEvents(item: Members, output_index: number): Members[] {
  const place = { item_id: item.id, output_index };
  return [
    { type: 'response.output_item.added', output_index, item: atStart(item) },
    ...callEvents(item, place),
    ...summaryEvents(item, place),
    ...contentEvents(item, place),
    { type: 'response.output_item.done', output_index, item },
  ];
}

/** As it was before its first delta. */
function atStart(item: Members): Members {
  const call = callFields[textOf(item.type)];
  const { encrypted_content: _, content, summary, ...rest } = item;
  return {
    ...(isKnown(item) ? rest : item),
    status: 'in_progress',
    ...(item.type === 'message' && { content: [] }),
    ...(item.type === 'reasoning' && { summary: [] }),
    ...(call && { [call.field]: '' }),
  };
}

/** Items whose inside is told by deltas. */
function isKnown({ type }: Members): boolean {
  return type === 'message' || type === 'reasoning' || textOf(type) in callFields;
}

function callEvents(item: Members, place: Members): Members[] {
  const call = callFields[textOf(item.type)];
  if (!call || !item[call.field]) return [];
  return [{ type: call.doneType.replace(/done$/, 'delta'), ...place, delta: item[call.field] }];
}

function summaryEvents({ type, summary }: Members, place: Members): Members[] {
  if (type !== 'reasoning') return [];
  return partsIn(summary).flatMap((part, summary_index) => {
    const at = { ...place, summary_index };
    return [
      { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...at, delta: textOf(part.text) },
      { type: 'response.reasoning_summary_part.done', ...at, part },
    ];
  });
}

function contentEvents(item: Members, place: Members): Members[] {
  if (item.type !== 'message' && item.type !== 'reasoning') return [];
  return partsIn(item.content).flatMap((part, content_index) => {
    const at = { ...place, content_index };
    const field = part.type === 'refusal' ? 'refusal' : 'text';
    const { logprobs: _, ...begun } = part;
    return [
      { type: 'response.content_part.added', ...at, part: { ...begun, [field]: '' } },
      ...deltaEvents(part, at),
      ...annotationEvents(part, at),
      { type: 'response.content_part.done', ...at, part },
    ];
  });
}

const deltaTypes = lookUpTable<string>({
  output_text: 'response.output_text.delta',
  refusal: 'response.refusal.delta',
  reasoning_text: 'response.reasoning_text.delta',
});

function deltaEvents(part: Members, at: Members): Members[] {
  const type = deltaTypes[textOf(part.type)];
  const delta = textOf(part.text) || textOf(part.refusal);
  if (!type || delta === '') return [];
  return [{ type, ...at, delta, ...(part.logprobs !== undefined && { logprobs: part.logprobs }) }];
}

function annotationEvents({ annotations }: Members, at: Members): Members[] {
  return partsIn(annotations).map((annotation, annotation_index) => ({
    type: 'response.output_text.annotation.added',
    ...at,
    annotation_index,
    annotation,
  }));
}

function partsIn(list: unknown): Members[] {
  return objectsIn(list as readonly Members[] | undefined);
}
