import { conversationItemKind } from '../conversations/conversation.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import { getResponse, itemKind } from './kept-response.ts';

/** What a reference names: an item of a conversation or of a response, but of none that was deleted. */
export async function findItem(store: TenantStore, id: string): Promise<Held<unknown> | undefined> {
  const inConversation = await store.find<unknown>(conversationItemKind, id);
  if (inConversation) return inConversation;
  const held = await store.find<unknown>(itemKind, id);
  return held && (await getResponse(store, held.owner)) ? held : undefined;
}
