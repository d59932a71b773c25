import { GatewayError, type ResponseStore, type StoredResponse } from '@gw/core';
import { readItems } from '../conversations/stored-items.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import {
  contextKind,
  getResponse,
  itemKind,
  type KeptResponse,
  listItems,
  onlyOne,
  responseKind,
  type Side,
} from './kept-response.ts';

/** Longer chains than this are no conversation. */
const maxAncestors = 10_000;

/** Statuses of responses that can be gone on from. */
const whole = new Set(['completed', 'incomplete']);

/**
 * All that a continuation stands on, oldest first: what each response before it was asked and what it
 * answered, but none of their instructions. Each response keeps its own items alone.
 * @returns nothing where there is no such response, or it has not ended well.
 */
export async function readContext(
  store: TenantStore,
  id: string,
): Promise<readonly unknown[] | undefined> {
  const held = await getResponse(store, id);
  if (!held || !whole.has(String(held.value.response.status))) return undefined;
  const turns: unknown[][] = [await readTurn(store, id)];
  let { previous, conversation } = held.value;
  while (previous !== undefined) {
    if (turns.length >= maxAncestors) throw tooLong();
    // Deleted ones stay for those that go on from them.
    const ancestor = await store.get<KeptResponse>(responseKind, previous);
    if (!ancestor) return undefined;
    turns.push(await readTurn(store, previous));
    ({ previous, conversation } = ancestor.value);
  }
  if (conversation) turns.push(await readBefore(store, conversation));
  return turns.reverse().flat();
}

/** What was said in a conversation up to an item; nothing where it has been deleted. */
async function readBefore(
  store: TenantStore,
  { id, upTo = Number.NEGATIVE_INFINITY }: NonNullable<KeptResponse['conversation']>,
): Promise<unknown[]> {
  const items = await readItems(store, id);
  return items.filter(({ position }) => position <= upTo).map(({ value }) => value);
}

function tooLong(): GatewayError {
  const message = `The response goes on from more than ${maxAncestors} others.`;
  return new GatewayError('invalid_request', message, { param: 'previous_response_id' });
}

async function readTurn(store: TenantStore, id: string): Promise<unknown[]> {
  const [items, context] = await Promise.all([
    listItems(store, id),
    store.get<readonly unknown[]>(contextKind, onlyOne, id),
  ]);
  const of = (side: Side) => items.filter((one) => one.side === side).map(({ item }) => item);
  return [...(context?.value ?? of('input')), ...of('output')];
}

/** What running turns know. */
export interface RunningTurns {
  /** What has been read already of a response that some turn goes on from. */
  historyOf(tenant: string, id: string): readonly unknown[] | undefined;
  /** Is told what a response stood on, when it has ended well. */
  keep(response: StoredResponse): void;
}

/** The core's own port, for `previous_response_id` and references to items. */
export function createContextStore(
  stores: (tenant: string) => TenantStore,
  { historyOf, keep }: RunningTurns,
): ResponseStore {
  return {
    async get(tenant, id) {
      const items = historyOf(tenant, id) ?? (await readContext(stores(tenant), id));
      return items && { id, items: items as StoredResponse['items'] };
    },
    async getItem(tenant, itemId) {
      const held = await stores(tenant).find<StoredResponse['items'][number]>(itemKind, itemId);
      return held?.value;
    },
    set: (_tenant, response) => keep(response),
    delete: () => undefined,
  };
}
