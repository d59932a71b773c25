import type { Held, TenantStore } from '../kit/tenant-store.ts';
import { itemKind } from './conversation.ts';
import { getConversation } from './hold-conversation.ts';

/** An item of a conversation; its `text` is what was sent. */
export type StoredItem = Held<Readonly<Record<string, unknown>>>;

const pageSize = 200;

/**
 * All items of a conversation, oldest first, for a call that adds none.
 * @throws {GatewayError} `not_found`
 */
export async function readConversation(store: TenantStore, id: string): Promise<StoredItem[]> {
  await getConversation(store, id);
  return readItems(store, id);
}

/** All items of a conversation, oldest first; none where it is not there. */
export async function readItems(store: TenantStore, conversationId: string): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  const query = { owner: conversationId, limit: pageSize, order: 'asc' } as const;
  for (let hasMore = true; hasMore; ) {
    const after = items.at(-1)?.id;
    const page = await store.list<StoredItem['value']>(itemKind, {
      ...query,
      ...(after !== undefined && { after }),
    });
    if (page) {
      items.push(...page.held);
      hasMore = page.hasMore;
    } else {
      // The last item was deleted meanwhile, perhaps with all others: whoever holds nothing begins again.
      items.length = 0;
    }
  }
  return items;
}
