import { GatewayError, type Route } from '@gw/core';
import { readInclude } from '../kit/include.ts';
import { listPage } from '../kit/list-page.ts';
import { readListParams } from '../kit/list-params.ts';
import { refuseOthers } from '../kit/members.ts';
import { readJsonText } from '../kit/read-body.ts';
import { showItem } from '../kit/show-item.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import { toTextListReply, toTextReply } from '../kit/text-reply.ts';
import { conversationItemKind, insertsOf } from './conversation.ts';
import type { ConversationOptions } from './conversation-options.ts';
import { changeConversation, getConversation } from './hold-conversation.ts';
import { readAddedItems, refuseTaken } from './read-new-items.ts';

const all = '/v1/conversations/:conversation_id/items';
const one = `${all}/:item_id`;

/**
 * Items go in and out as texts: no number, key or unknown member is changed on the way.
 * @see https://platform.openai.com/docs/api-reference/conversations/list-items
 */
export function itemRoutes({ stores, maxBodyBytes }: ConversationOptions): Route[] {
  return [
    {
      method: 'POST',
      path: all,
      async handle({ identity, requestId, query }, request, { conversation_id: id = '' }) {
        const store = stores(identity.tenant);
        const include = readInclude(query);
        const body = await readJsonText(request, maxBodyBytes);
        refuseOthers(body.value, ['items']);
        const items = await readAddedItems(body, store);
        await changeConversation(store, id, requestId, async ({ release }) => {
          await refuseTaken(items, id, store);
          return [...insertsOf(id, items, Date.now()), release];
        });
        return toTextListReply({ data: shown(items, include), hasMore: false });
      },
    },
    {
      method: 'GET',
      path: all,
      async handle({ identity, query }, _request, { conversation_id: id = '' }) {
        const store = stores(identity.tenant);
        const include = readInclude(query);
        const params = readListParams(query);
        await getConversation(store, id);
        const page = await listPage(store, conversationItemKind, { ...params, owner: id });
        return toTextListReply({ data: shown(page.held, include), hasMore: page.hasMore });
      },
    },
    {
      method: 'GET',
      path: one,
      async handle({ identity, query }, _request, { conversation_id: id = '', item_id = '' }) {
        const store = stores(identity.tenant);
        const include = readInclude(query);
        await getConversation(store, id);
        const held = await getItem(store, id, item_id);
        return toTextReply(showItem(held.text, include));
      },
    },
    {
      method: 'DELETE',
      path: one,
      async handle({ identity, requestId }, _request, { conversation_id: id = '', item_id = '' }) {
        const store = stores(identity.tenant);
        const conversation = await changeConversation(store, id, requestId, async (hold) => {
          await getItem(store, id, item_id);
          const key = { kind: conversationItemKind, owner: id, id: item_id };
          return [{ type: 'delete', ...key }, hold.release];
        });
        return { json: conversation.value };
      },
    },
  ];
}

async function getItem(store: TenantStore, conversationId: string, itemId: string) {
  const held = await store.get(conversationItemKind, itemId, conversationId);
  if (held) return held;
  throw new GatewayError('not_found', `Item with id '${itemId}' not found in conversation.`);
}

function shown(
  items: readonly { readonly id: string; readonly text: string }[],
  include: readonly string[],
) {
  return items.map(({ id, text }) => ({ id, text: showItem(text, include) }));
}
