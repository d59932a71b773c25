import { type CallContext, GatewayError, type ResponseStore, type StoredResponse } from '@gw/core';
import { readItems } from '../conversations/stored-items.ts';
import type { TenantStore } from '../kit/tenant-store.ts';
import { findItem } from './find-item.ts';
import {
  contextKind,
  type KeptResponse,
  listEvenHidden,
  onlyOne,
  responseKind,
  type Side,
} from './kept-response.ts';

/** Longer chains than this are no conversation. */
const maxAncestors = 10_000;

/** Statuses of responses that can be gone on from. */
const whole = new Set(['completed', 'incomplete']);

/** What a continuation stands on. */
export interface History {
  /** Of the response that it goes on from. */
  readonly id: string;
  /** Oldest first. */
  readonly items: readonly unknown[];
  /** In which that was read: until somebody deletes it. */
  readonly epoch: number;
}

/**
 * All that was said up to a response: what it and each before it were asked and what they answered, but
 * none of their instructions. Each response keeps its own items alone.
 * @returns nothing where there is no such response.
 * @throws {GatewayError} `previous_response_not_found` for one that has not ended well.
 */
export async function readHistory(
  store: TenantStore,
  id: string,
  { evenHidden = false }: { readonly evenHidden?: boolean } = {},
): Promise<History | undefined> {
  const held = await store.get<KeptResponse>(responseKind, id);
  if (!held || (held.value.isHidden && !evenHidden)) return undefined;
  checkWhole(held.value, id);
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
  return { id, items: turns.reverse().flat(), epoch: held.epoch };
}

function checkWhole({ response }: KeptResponse, id: string): void {
  const status = String(response.status);
  if (whole.has(status)) return;
  const message = `Previous response with id '${id}' is ${status}: only one that is completed or incomplete can be gone on from.`;
  throw new GatewayError('previous_response_not_found', message, {
    param: 'previous_response_id',
  });
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
    listEvenHidden(store, id),
    store.get<readonly unknown[]>(contextKind, onlyOne, id),
  ]);
  const of = (side: Side) => items.filter((one) => one.side === side).map(({ item }) => item);
  return [...(context?.value ?? of('input')), ...of('output')];
}

/** What running turns know. */
export interface RunningTurns {
  /** What the turn that asks has read of it already. */
  historyOf(id: string, ctx: CallContext | undefined): readonly unknown[] | undefined;
  /** Is told what a response stood on, when it has ended well. */
  keep(response: StoredResponse): void;
}

/** The core's own port, for `previous_response_id` and references to items. */
export function createContextStore(
  stores: (tenant: string) => TenantStore,
  { historyOf, keep }: RunningTurns,
): ResponseStore {
  return {
    async get(tenant, id, ctx) {
      const items = historyOf(id, ctx) ?? (await readHistory(stores(tenant), id))?.items;
      return items && { id, items: items as StoredResponse['items'] };
    },
    async getItem(tenant, itemId) {
      const held = await findItem(stores(tenant), itemId);
      return held?.value as StoredResponse['items'][number] | undefined;
    },
    set: (_tenant, response) => keep(response),
    delete: () => undefined,
  };
}
