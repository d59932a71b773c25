import { GatewayError } from '@gw/core';
import { invalid, missing, wrongType } from '../kit/faults.ts';
import { readElements } from '../kit/json-text.ts';
import { type KeptItem, toKeptItem } from '../kit/kept-item.ts';
import type { JsonBody } from '../kit/read-body.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import { findItem } from '../responses/find-item.ts';
import { checkItem } from './check-item.ts';
import { conversationItemKind } from './conversation.ts';

const maxItems = 20;

/**
 * The items of a request, checked and completed: those that it only refers to whole.
 * @throws {GatewayError} naming the field, as `items[2].type`.
 */
export async function readNewItems(body: JsonBody, store: TenantStore): Promise<KeptItem[]> {
  const texts = readItemTexts(body);
  for (const [at, text] of texts.entries()) checkItem(text, `items[${at}]`);
  const items: KeptItem[] = [];
  const names = new Set<string>();
  for (const [at, text] of texts.entries()) {
    const item = toKeptItem(await resolveReference(text, `items[${at}].id`, store));
    if (names.has(item.id)) throw takenId(item.id, at);
    names.add(item.id);
    items.push(item);
  }
  return items;
}

/** The same, where there must be one at least. */
export async function readAddedItems(body: JsonBody, store: TenantStore): Promise<KeptItem[]> {
  if (body.value.items == null) throw missing('items');
  const items = await readNewItems(body, store);
  if (items.length > 0) return items;
  throw invalid('items', 'empty array. Expected an array with minimum length 1.');
}

/** @throws {GatewayError} for an item whose id is in the conversation already. */
export async function refuseTaken(
  items: readonly KeptItem[],
  conversationId: string,
  store: TenantStore,
): Promise<void> {
  for (const [at, { id, isNamed }] of items.entries()) {
    if (isNamed && (await store.get(conversationItemKind, id, conversationId)))
      throw takenId(id, at);
  }
}

function readItemTexts({ value, members }: JsonBody): string[] {
  const { items } = value;
  if (items == null) return [];
  if (!Array.isArray(items)) throw wrongType('items', 'an array of items', items);
  if (items.length > maxItems) {
    const message = `Invalid 'items': array too long. Expected an array with maximum length ${maxItems}, but got an array with length ${items.length} instead.`;
    throw new GatewayError('array_above_max_length', message, { param: 'items' });
  }
  return readElements(members.find(({ name }) => name === 'items')?.text ?? '[]');
}

/** What an item refers to may be in a response or in a conversation of this tenant. */
async function resolveReference(text: string, param: string, store: TenantStore): Promise<string> {
  const { type, id } = JSON.parse(text) as { readonly type?: unknown; readonly id: string };
  if (type !== 'item_reference') return text;
  const held = await findItem(store, id);
  if (held) return held.text;
  throw new GatewayError('not_found', `Item with id '${id}' not found.`, { param });
}

function takenId(id: string, at: number): GatewayError {
  return invalid(`items[${at}].id`, `there is an item with the id '${id}' already.`);
}
