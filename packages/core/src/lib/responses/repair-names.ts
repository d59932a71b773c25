import { lookUpTable, type Members, textOf } from './members.ts';

const prefixes = lookUpTable<string>({
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  custom_tool_call: 'ctc',
  compaction: 'cmp',
});

/** A new id for an item of this type. */
export function createItemId(type: string, createId: (prefix: string) => string): string {
  return createId(prefixes[type] ?? 'item');
}

/** An item without an id gets one. */
export function nameItem(item: Members, createId: (prefix: string) => string): Members {
  if (textOf(item.id) !== '') return item;
  return { ...item, id: createItemId(textOf(item.type), createId) };
}
