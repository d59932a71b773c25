import type { ResponsesStreamEvent } from '@gw/schema';
import { type Members, objectsIn, textOf } from './members.ts';

type Item = Record<string, unknown>;

/** Which member of an item's parts, or of the item itself, each kind of delta adds to. */
const partDeltas: Readonly<
  Record<string, { list: 'content' | 'summary'; place: string; field: string }>
> = {
  'response.output_text.delta': { list: 'content', place: 'content_index', field: 'text' },
  'response.refusal.delta': { list: 'content', place: 'content_index', field: 'refusal' },
  'response.reasoning_summary_text.delta': {
    list: 'summary',
    place: 'summary_index',
    field: 'text',
  },
};
const itemDeltas: Readonly<Record<string, string>> = {
  'response.function_call_arguments.delta': 'arguments',
  'response.custom_tool_call_input.delta': 'input',
};

/** Puts drafts together: the whole response that they tell, as far as an upstream tells one. */
export function collectOutput(drafts: readonly ResponsesStreamEvent[]): Members {
  const items = new Map<unknown, Item>();
  let response: Members = {};
  for (const draft of drafts) {
    const event = draft as unknown as Members;
    if (event.response) response = { ...response, ...(event.response as Members) };
    else takeDraft(items, event);
  }
  return { ...response, output: [...items.values()] };
}

function takeDraft(items: Map<unknown, Item>, event: Members): void {
  const type = textOf(event.type);
  const item = items.get(event.output_index);
  if (type === 'response.output_item.added')
    items.set(event.output_index, { ...(event.item as Item) });
  if (!item) return;
  if (type === 'response.output_item.done') Object.assign(item, event.item);
  if (type === 'response.content_part.added') addPart(item, 'content', event.part);
  if (type === 'response.reasoning_summary_part.added') addPart(item, 'summary', event.part);
  if (type === 'response.output_text.annotation.added') addAnnotation(item, event);
  const field = itemDeltas[type];
  if (field !== undefined) item[field] = textOf(item[field]) + textOf(event.delta);
  const inPart = partDeltas[type];
  if (inPart) growPart(item, inPart.list, event[inPart.place], inPart.field, event.delta);
}

function addPart(item: Item, list: 'content' | 'summary', part: unknown): void {
  item[list] = [...objectsIn(item[list]), { ...(part as Members) }];
}

function growPart(item: Item, list: string, place: unknown, field: string, delta: unknown): void {
  item[list] = objectsIn(item[list]).map((part, at) =>
    at === place ? { ...part, [field]: textOf(part[field]) + textOf(delta) } : part,
  );
}

function addAnnotation(item: Item, { content_index, annotation }: Members): void {
  item.content = objectsIn(item.content).map((part, at) =>
    at === content_index
      ? { ...part, annotations: [...objectsIn(part.annotations), annotation] }
      : part,
  );
}
