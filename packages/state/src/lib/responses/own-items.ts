import { createItemId } from '../kit/item-ids.ts';
import { readElements, readMembers } from '../kit/json-text.ts';
import { type KeptItem, renameItem, toKeptItem } from '../kit/kept-item.ts';
import type { Side, SidedItem } from './kept-response.ts';

/**
 * A request's input as items that can be listed, each in the words of its sender: a text is a message, and
 * each has an id that no other has.
 * @param body the request, as JSON.
 */
export function toInputItems(body: Uint8Array): SidedItem[] {
  const input = readMembers(new TextDecoder().decode(body)).find(({ name }) => name === 'input');
  if (!input || input.text === 'null') return [];
  const isText = input.text.startsWith('"');
  const texts = isText ? [`{"role":"user","content":${input.text}}`] : readElements(input.text);
  return nameItems(texts, 'input', new Set());
}

/** Names an item instead of being one; so does what has an id and nothing else. */
const referenceType = 'item_reference';

/** Items with ids that are unique among them, and among `taken`, which gets them. */
export function nameItems(texts: readonly string[], side: Side, taken: Set<string>): SidedItem[] {
  return texts.map((text) => {
    const { id, text: named } = underFreeId(toKeptItem(text), taken);
    taken.add(id);
    return { id, side, text: named };
  });
}

function underFreeId(item: KeptItem, taken: ReadonlySet<string>): KeptItem {
  // Its id is another item's: kept under that, it would be found in that one's place.
  if (item.type === referenceType || item.type === '')
    return { ...item, id: createItemId(item.type) };
  return taken.has(item.id) ? renameItem(item) : item;
}
