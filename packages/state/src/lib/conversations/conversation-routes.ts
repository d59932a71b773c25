import type { Route } from '@gw/core';
import { checkMetadata } from '../kit/check-metadata.ts';
import { missing } from '../kit/faults.ts';
import { listPage } from '../kit/list-page.ts';
import { readListParams, toListReply } from '../kit/list-params.ts';
import { refuseOthers } from '../kit/members.ts';
import { notFound } from '../kit/not-found.ts';
import { readJsonBody, readJsonText } from '../kit/read-body.ts';
import {
  type Conversation,
  conversationKind,
  createConversation,
  insertsOf,
  recordOf,
} from './conversation.ts';
import type { ConversationOptions } from './conversation-options.ts';
import { changeConversation, getConversation } from './hold-conversation.ts';
import { readNewItems } from './read-new-items.ts';

const one = '/v1/conversations/:conversation_id';

/** @see https://platform.openai.com/docs/api-reference/conversations */
export function conversationRoutes({ stores, maxBodyBytes }: ConversationOptions): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/conversations',
      async handle({ identity }, request) {
        const store = stores(identity.tenant);
        const body = await readJsonText(request, maxBodyBytes);
        refuseOthers(body.value, ['items', 'metadata']);
        const now = Date.now();
        const value = createConversation(body.value.metadata, now);
        const items = await readNewItems(body, store);
        const isMade = await store.write([
          { type: 'insert', ...recordOf(value.id), createdAt: now, value },
          ...insertsOf(value.id, items, now),
        ]);
        if (!isMade) throw new Error(`There is a conversation ${value.id} already.`);
        return { json: value };
      },
    },
    {
      // OpenAI has no such list.
      method: 'GET',
      path: '/v1/conversations',
      async handle({ identity, query }) {
        const store = stores(identity.tenant);
        const page = await listPage<Conversation>(store, conversationKind, readListParams(query));
        return toListReply({ data: page.held.map(({ value }) => value), hasMore: page.hasMore });
      },
    },
    {
      method: 'GET',
      path: one,
      async handle({ identity }, _request, { conversation_id: id = '' }) {
        return { json: (await getConversation(stores(identity.tenant), id)).value };
      },
    },
    {
      method: 'POST',
      path: one,
      async handle({ identity }, request, { conversation_id: id = '' }) {
        const store = stores(identity.tenant);
        const body = await readJsonBody(request, maxBodyBytes);
        refuseOthers(body, ['metadata']);
        const { metadata } = body;
        if (metadata === undefined) throw missing('metadata');
        const checked = checkMetadata(metadata);
        const { value: before } = await getConversation(store, id);
        const value: Conversation = { ...before, metadata: checked };
        const isThere = await store.write([{ type: 'update', ...recordOf(id), value }]);
        if (!isThere) throw notFound('Conversation', id);
        return { json: value };
      },
    },
    {
      method: 'DELETE',
      path: one,
      async handle({ identity, requestId }, _request, { conversation_id: id = '' }) {
        await changeConversation(stores(identity.tenant), id, requestId, () => [
          { type: 'delete', ...recordOf(id) },
        ]);
        return { json: { id, object: 'conversation.deleted', deleted: true } };
      },
    },
  ];
}
