import type { Route } from '@gw/core';
import type { ConversationOptions } from './conversation-options.ts';
import { conversationRoutes } from './conversation-routes.ts';
import { itemRoutes } from './item-routes.ts';

/** Conversations and their items behind `/v1/conversations`. For turns in them see `openTurn`. */
export function createConversations(
  stores: ConversationOptions['stores'],
  options: Omit<ConversationOptions, 'stores'>,
): { readonly routes: readonly Route[] } {
  const all = { ...options, stores };
  return { routes: [...conversationRoutes(all), ...itemRoutes(all)] };
}
