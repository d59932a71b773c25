import { conversationItemKind } from '../conversations/conversation.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import { itemKind } from './kept-response.ts';

/**
 * What a reference names: an item of a conversation or of a response. Those of deleted ones are gone, or of
 * another kind.
 */
export async function findItem(store: TenantStore, id: string): Promise<Held<unknown> | undefined> {
  const inConversation = await store.find<unknown>(conversationItemKind, id);
  return inConversation ?? (await store.find<unknown>(itemKind, id));
}
