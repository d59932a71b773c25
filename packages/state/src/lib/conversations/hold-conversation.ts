import { GatewayError } from '@gw/core';
import { leaseMs } from '../kit/heartbeat.ts';
import { notFound } from '../kit/not-found.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import type { Guard } from '../store/state-store.ts';
import { type Conversation, conversationKind, recordOf } from './conversation.ts';

/** A conversation that nobody else writes into now. */
export interface Hold {
  readonly conversation: Held<Conversation>;
  /** Lets a write through while it is still held in this epoch. */
  readonly guard: Guard;
  /** Ends the hold, as part of a write: which fails where it is held no longer. */
  readonly release: ChangeOf;
}

/** @throws {GatewayError} `not_found`, `conversation_locked` */
export async function takeConversation(
  store: TenantStore,
  id: string,
  holder: string,
): Promise<Hold> {
  const conversation = await getConversation(store, id);
  const epoch = await store.acquire(conversationKind, id, holder, leaseMs);
  if (epoch === undefined) {
    // It may have been deleted just now.
    await getConversation(store, id);
    throw locked(id);
  }
  const guard = { ...recordOf(id), epoch };
  return { conversation, guard, release: { type: 'release', ...guard } };
}

/** @throws {GatewayError} `not_found` */
export async function getConversation(store: TenantStore, id: string): Promise<Held<Conversation>> {
  const held = await store.get<Conversation>(conversationKind, id);
  if (!held) throw notFound('Conversation', id);
  return held;
}

/**
 * Changes a conversation while nobody else does.
 * @param prepare what to write; nothing is, where it throws.
 * @throws {GatewayError} `not_found`, `conversation_locked`
 */
export async function changeConversation(
  store: TenantStore,
  id: string,
  holder: string,
  prepare: (hold: Hold) => readonly ChangeOf[] | Promise<readonly ChangeOf[]>,
): Promise<Held<Conversation>> {
  const hold = await takeConversation(store, id, holder);
  try {
    // What took longer than the lease finds it gone.
    if (!(await store.write(await prepare(hold), hold.guard))) throw locked(id);
    return hold.conversation;
  } catch (error) {
    await releaseQuietly(store, hold);
    throw error;
  }
}

/** A hold that cannot be given back ends by itself. */
export async function releaseQuietly(store: TenantStore, { release }: Hold): Promise<void> {
  await store.write([release]).catch(() => false);
}

export function locked(id: string): GatewayError {
  const message = `Conversation with id '${id}' is in use by another call. Try again when that has ended.`;
  return new GatewayError('conversation_locked', message, { headers: { 'retry-after': '1' } });
}
