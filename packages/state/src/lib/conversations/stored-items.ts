import { readAll } from '../kit/read-all.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import { conversationItemKind } from './conversation.ts';
import { getConversation } from './hold-conversation.ts';

/** An item of a conversation; its `text` is what was sent. */
export type StoredItem = Held<Readonly<Record<string, unknown>>>;

/**
 * All items of a conversation, oldest first, for a call that adds none.
 * @throws {GatewayError} `not_found`
 */
export async function readConversation(store: TenantStore, id: string): Promise<StoredItem[]> {
  await getConversation(store, id);
  return readItems(store, id);
}

/** All items of a conversation, oldest first; none where it is not there. */
export function readItems(store: TenantStore, conversationId: string): Promise<StoredItem[]> {
  return readAll(store, conversationItemKind, { owner: conversationId });
}
