import { leaseMs, startHeartbeat } from '../kit/heartbeat.ts';
import { type KeptItem, renameItem, toKeptItem } from '../kit/kept-item.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import type { Guard } from '../store/state-store.ts';
import { conversationKind, insertsOf } from './conversation.ts';
import { locked, releaseQuietly, takeConversation } from './hold-conversation.ts';
import { readItems, type StoredItem } from './stored-items.ts';

/** A model's turn in a conversation. Nobody else has one there, or changes its items, until it ends. */
export interface Turn {
  readonly conversationId: string;
  /** Aborted when somebody else may have taken the conversation: nothing can be written any more. */
  readonly lost: AbortSignal;
  /** Lets a write through while the turn goes on. */
  readonly guard: Guard;
  /** All items so far, oldest first. Read once. */
  items(): Promise<readonly StoredItem[]>;
  /**
   * What appends the turn's items and ends the turn; to be written together with its response. The
   * write fails as a whole where the turn was lost, with or without `guard`.
   * @param items what the turn adds, in order: JSON texts of objects, or their values.
   */
  changesFor(items: readonly (string | object)[]): Promise<readonly ChangeOf[]>;
  /** Ends the turn, whether something was written or not. Never rejects. */
  release(): Promise<void>;
}

/**
 * Begins a turn. It is renewed for as long as this process lives; after that it is over within 10 s.
 * @param holder who has it: the id of the response that it makes.
 * @throws {GatewayError} `not_found`; `conversation_locked` while another goes on.
 */
export async function openTurn(
  store: TenantStore,
  conversationId: string,
  holder: string,
): Promise<Turn> {
  const hold = await takeConversation(store, conversationId, holder);
  const { guard, release } = hold;
  let isEnding = false;
  let reading: Promise<readonly StoredItem[]> | undefined;
  const heartbeat = startHeartbeat({
    leaseMs,
    async renew() {
      const isHeld = await store.renew(conversationKind, conversationId, guard.epoch, leaseMs);
      // Once its end is being written, that it is over is no loss.
      return isHeld || isEnding;
    },
    lostReason: () => locked(conversationId),
    untilTold: true,
  });
  const items = () => (reading ??= readItems(store, conversationId));

  return {
    conversationId,
    lost: heartbeat.lost,
    guard,
    items,
    async changesFor(added) {
      const taken = new Set((await items()).map(({ id }) => id));
      isEnding = true;
      const kept = added.map((item) => keepUnderFreeId(item, taken));
      return [...insertsOf(conversationId, kept, Date.now()), release];
    },
    async release() {
      isEnding = true;
      heartbeat.stop();
      await releaseQuietly(store, hold);
    },
  };
}

/** A turn must not fail at its end because an item came with an id that is taken. */
function keepUnderFreeId(item: string | object, taken: Set<string>): KeptItem {
  const kept = toKeptItem(typeof item === 'string' ? item : JSON.stringify(item));
  const free = taken.has(kept.id) ? renameItem(kept) : kept;
  taken.add(free.id);
  return free;
}
