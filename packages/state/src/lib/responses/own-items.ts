import { createItemId } from '../kit/item-ids.ts';
import { readElements, readMembers } from '../kit/json-text.ts';
import { type KeptItem, renameItem, toKeptItem } from '../kit/kept-item.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import { findItem } from './find-item.ts';
import { listItems, type Side, type SidedItem } from './kept-response.ts';

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

/**
 * The same of a response that was taken for later: under the ids, and as whole, as they were kept then.
 * @param asked the request's own.
 */
export async function readInputItems(
  store: TenantStore,
  id: string,
  asked: readonly SidedItem[],
): Promise<SidedItem[]> {
  const kept = await listItems(store, id, 'input');
  return kept.map(({ item: _, ...one }, at) => ({ ...one, names: asked[at]?.names }));
}

/** Items with ids that are unique among them, and among `taken`, which gets them. */
export function nameItems(texts: readonly string[], side: Side, taken: Set<string>): SidedItem[] {
  return texts.map((text) => {
    const item = toKeptItem(text);
    const { id, text: named } = isReference(item) ? asReference(item) : underFreeId(item, taken);
    taken.add(id);
    return { id, side, text: named, ...(isReference(item) && { names: item.id }) };
  });
}

/** What has an id and nothing else names an item, too. */
function isReference({ type }: KeptItem): boolean {
  return type === 'item_reference' || type === '';
}

/** Its id is another item's: kept under that, it would be found in that one's place. */
function asReference(item: KeptItem): KeptItem {
  return { ...item, id: createItemId(item.type) };
}

function underFreeId(item: KeptItem, taken: ReadonlySet<string>): KeptItem {
  return taken.has(item.id) ? renameItem(item) : item;
}

/** How much is put in the place of references, in characters: a short request can name much. */
const mostNamed = 64 * 1024 * 1024;

/** Items with those in place that are only named, as far as they are there: they may go before these do. */
export async function fillReferences(
  store: TenantStore,
  items: readonly SidedItem[],
): Promise<readonly SidedItem[]> {
  if (items.every(({ names }) => names === undefined)) return items;
  const taken = new Set(items.map(({ id }) => id));
  let characters = 0;
  const filled: SidedItem[] = [];
  for (const item of items) {
    const isNew = item.names !== undefined && !taken.has(item.names);
    const held = isNew && characters < mostNamed ? await findItem(store, item.names) : undefined;
    characters += held?.text.length ?? 0;
    const [whole] = held ? nameItems([held.text], item.side, taken) : [];
    filled.push(whole ? { ...whole, names: item.names } : item);
  }
  return filled;
}
