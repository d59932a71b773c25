import type { ResponsesInputItem } from '@gw/schema';
import { isMembers } from './members.ts';

/** An item that is held, and a response that has it. */
export interface HeldItem {
  readonly item: ResponsesInputItem;
  /** Key of the newest response with it. */
  readonly responseKey: string;
  /** Responses that have it. With the last one it is gone. */
  readonly holders: number;
}

/** Whatever characters tenants and ids are made of, two pairs never meet. */
export function keyOf(tenant: string, id: string): string {
  return JSON.stringify([tenant, id]);
}

/** Items by tenant and id, as the newest response has them. */
export function createItemIndex() {
  const held = new Map<string, HeldItem>();
  return {
    get: (tenant: string, itemId: string) => held.get(keyOf(tenant, itemId)),
    add(tenant: string, items: readonly ResponsesInputItem[], responseKey: string): void {
      for (const [id, item] of itemsById(items)) {
        const key = keyOf(tenant, id);
        held.set(key, { item, responseKey, holders: (held.get(key)?.holders ?? 0) + 1 });
      }
    },
    remove(tenant: string, items: readonly ResponsesInputItem[]): void {
      for (const id of itemsById(items).keys()) {
        const key = keyOf(tenant, id);
        const found = held.get(key);
        if (found && found.holders > 1) held.set(key, { ...found, holders: found.holders - 1 });
        else held.delete(key);
      }
    },
  };
}

/** Where an id is there twice, the later item has it. */
function itemsById(items: readonly ResponsesInputItem[]): Map<string, ResponsesInputItem> {
  const byId = new Map<string, ResponsesInputItem>();
  for (const item of items)
    if (isMembers(item) && typeof item.id === 'string') byId.set(item.id, item);
  return byId;
}

/** What an item costs in memory beside its text. */
const overheadBytes = 256;

/** Measures items. Those of a conversation are in all its responses; each one is measured once. */
export function createSizer(): (items: readonly ResponsesInputItem[]) => number {
  const known = new WeakMap<object, number>();
  const sizeOf = (item: ResponsesInputItem): number => {
    if (!isMembers(item)) return overheadBytes;
    const size = known.get(item) ?? overheadBytes + textBytes(item);
    known.set(item, size);
    return size;
  };
  return (items) => items.reduce((sum, item) => sum + sizeOf(item), 0);
}

/** Nesting that no stack could follow makes an item too large for any store. */
function textBytes(value: unknown): number {
  try {
    return new TextEncoder().encode(JSON.stringify(value)).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
