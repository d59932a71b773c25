import { readConversation, type StoredItem } from '../conversations/stored-items.ts';
import { openTurn } from '../conversations/turn.ts';
import { wrongType } from '../kit/faults.ts';
import { membersOf } from '../kit/members.ts';
import { findNamed } from '../kit/not-found.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import type { ConversationTurn } from './response-turn.ts';

const param = 'conversation';

export interface ConversationAsked {
  readonly store: TenantStore;
  /** The response that the turn makes. */
  readonly responseId: string;
  /** Whether anything of it is kept: else the conversation is read, and neither held nor written. */
  readonly isStored: boolean;
}

/**
 * The conversation that a response is a turn of, as `"conv_…"` or `{ id }`.
 * @throws {GatewayError} `not_found`, `conversation_locked`, `invalid_type`
 */
export async function openConversation(
  given: unknown,
  { store, responseId, isStored }: ConversationAsked,
): Promise<ConversationTurn | undefined> {
  if (given == null) return undefined;
  const id = typeof given === 'string' ? given : membersOf(given).id;
  if (typeof id !== 'string') {
    throw wrongType(param, 'an id, or an object with one', given);
  }
  if (!isStored) {
    const items = describe(await findNamed(param, () => readConversation(store, id)));
    return { id, ...items, changesFor: async () => [], release: async () => {} };
  }
  const turn = await findNamed(param, () => openTurn(store, id, responseId));
  const { changesFor, release, lost } = turn;
  try {
    return { id, ...describe(await turn.items()), lost, changesFor, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function describe(items: readonly StoredItem[]) {
  return { items: items.map(({ value }) => value), upTo: items.at(-1)?.position };
}
