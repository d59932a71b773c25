import type { ResponsesInputItem } from '@gw/schema';
import { isItemReference, notHeld } from '../upstream-state-ids.ts';
import type { PlacedItem } from './expand-input-items.ts';
import { isMembers } from './members.ts';
import type { ResponseStore } from './response-store.ts';

/** Where items that are only named are looked for. */
export interface ResolveOptions {
  readonly tenant: string;
  readonly store: Pick<ResponseStore, 'get' | 'getItem'>;
  warn(message: string): void;
}

/**
 * The client's items with those in place that it only named: whole where it sent a reference, and
 * reasoning with the opaque content that it was not shown.
 * @param previous what stands before them.
 * @throws {GatewayError} `unsupported_parameter` naming a reference to what is not held, whether it
 * is another tenant's or nobody's.
 */
export async function resolveItems(
  own: readonly PlacedItem[],
  previous: readonly PlacedItem[],
  options: ResolveOptions,
): Promise<PlacedItem[]> {
  const there = new Set(previous.map(({ item }) => item?.id));
  const resolved: PlacedItem[] = [];
  for (const { item, position } of own) {
    if (isItemReference(item) && there.has(item.id))
      options.warn(`input[${position}] was left out: what it refers to is in the context already.`);
    else resolved.push({ item: await resolveItem(item, position, options), position });
  }
  return resolved;
}

async function resolveItem(
  item: ResponsesInputItem,
  position: number | undefined,
  { tenant, store }: ResolveOptions,
): Promise<ResponsesInputItem> {
  if (isItemReference(item)) {
    const held = await store.getItem(tenant, item.id);
    if (!held) throw notHeld(`input[${position}].id`);
    return held;
  }
  const bareId = bareReasoningId(item);
  if (bareId === undefined) return item;
  const held = await store.getItem(tenant, bareId);
  return isOpaqueReasoning(held) ? held : item;
}

function bareReasoningId(item: ResponsesInputItem): string | undefined {
  if (!isMembers(item) || item.type !== 'reasoning' || item.encrypted_content) return undefined;
  return typeof item.id === 'string' ? item.id : undefined;
}

function isOpaqueReasoning(item: ResponsesInputItem | undefined): item is ResponsesInputItem {
  return isMembers(item) && item.type === 'reasoning' && Boolean(item.encrypted_content);
}
