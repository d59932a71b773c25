import { createId } from '@gw/core';
import { checkMetadata } from '../kit/check-metadata.ts';
import type { KeptItem } from '../kit/kept-item.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';

/** @see https://platform.openai.com/docs/api-reference/conversations/object */
export interface Conversation {
  readonly id: string;
  readonly object: 'conversation';
  /** Seconds since 1970. */
  readonly created_at: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The record that a conversation is; its items are records that it owns. */
export const conversationKind = 'conversation';
export const conversationItemKind = 'conversation_item';

/** @throws {GatewayError} for metadata that is none. */
export function createConversation(metadata: unknown, nowMs: number): Conversation {
  const created_at = Math.floor(nowMs / 1000);
  const id = createId('conv');
  return { id, object: 'conversation', created_at, metadata: checkMetadata(metadata) };
}

export function recordOf(conversationId: string) {
  return { kind: conversationKind, owner: '', id: conversationId } as const;
}

/** What puts items at the end of a conversation. */
export function insertsOf(
  conversationId: string,
  items: readonly KeptItem[],
  createdAt: number,
): ChangeOf[] {
  return items.map(({ id, text }) => {
    const key = { kind: conversationItemKind, owner: conversationId, id };
    return { type: 'insert', ...key, createdAt, text };
  });
}
