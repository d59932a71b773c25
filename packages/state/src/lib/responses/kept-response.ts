import type { Members } from '../kit/members.ts';
import { readAll } from '../kit/read-all.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';

/** What the record of a response holds beside its items, which are records of their own. */
export interface KeptResponse {
  /** As its client was given it, with what clients do not see; without `output`. */
  readonly response: Members;
  /** The response it goes on from. */
  readonly previous?: string | undefined;
  /** The conversation it was a turn of, and the position of the last item that was there before it. */
  readonly conversation?: { readonly id: string; readonly upTo: number | undefined } | undefined;
  /** Whether it runs for nobody who waits, and can be cancelled. */
  readonly isBackground?: boolean | undefined;
  /** Whether it has a log of events. */
  readonly isStreamed: boolean;
  /** Milliseconds since 1970; nothing while it runs. */
  readonly endedAt?: number | undefined;
  /** Deleted by its owner, and kept for those that go on from it. */
  readonly isHidden?: boolean | undefined;
}

export const responseKind = 'response';
export const itemKind = 'item';
/** An item of a response that is hidden: where others have one of the same id, those are found. */
export const hiddenItemKind = 'hidden_item';
/** Names a response that goes on from its owner. */
export const childKind = 'child';

/** Not the response's own id: who deletes the one must not delete what belongs to the other. */
export function childIdOf(responseId: string): string {
  return `child:${responseId}`;
}

/** What a process needs to make a response that was taken for later. */
export const jobKind = 'job';
/** Says that a response is to be cancelled, wherever it runs. */
export const cancelKind = 'cancel';

/** A response that is written, and may not be held yet by whoever makes it. */
export const begunKind = 'begun';

/** Of records of which a response has one. */
export const onlyOne = 'one';
/** What its owner stands on, where that is not what its client sent. */
export const contextKind = 'context';

/** On which side of a response an item stands. */
export type Side = 'input' | 'output';

/** An item to be kept. */
export interface SidedItem {
  readonly id: string;
  readonly side: Side;
  readonly text: string;
  /** The id of the item that its sender only named. Default: it was sent whole. */
  readonly names?: string | undefined;
}

/** An item that is kept. */
export interface ListedItem {
  readonly id: string;
  readonly side: Side;
  readonly item: unknown;
  /** The item as it is written. */
  readonly text: string;
}

/** @returns the response with its id, where this tenant has it and has not deleted it. */
export async function getResponse(
  store: TenantStore,
  id: string,
): Promise<Held<KeptResponse> | undefined> {
  const held = await store.get<KeptResponse>(responseKind, id);
  return held?.value.isHidden ? undefined : held;
}

/** All items of a response, in their order. */
export async function listItems(
  store: TenantStore,
  id: string,
  side?: Side,
): Promise<ListedItem[]> {
  return toListed(await readAll<unknown>(store, itemKind, { owner: id, label: side }));
}

/** The same of one that others go on from, and which may be hidden, even at this moment. */
export async function listEvenHidden(store: TenantStore, id: string): Promise<ListedItem[]> {
  const items = await listItems(store, id);
  if (items.length > 0) return items;
  return toListed(await readAll<unknown>(store, hiddenItemKind, { owner: id }));
}

function toListed(held: readonly Held<unknown>[]): ListedItem[] {
  return held.map((one) => ({
    id: one.id,
    item: one.value,
    text: one.text,
    side: one.label as Side,
  }));
}

/** The response as its client was given it. */
export async function wholeResponse(
  store: TenantStore,
  { id, value }: Held<KeptResponse>,
): Promise<Members> {
  const output = await listItems(store, id, 'output');
  return { ...value.response, output: output.map(({ item }) => item) };
}

/** Changes that add items to a response. */
export function insertItems(
  responseId: string,
  items: readonly SidedItem[],
  createdAt: number,
): ChangeOf[] {
  return items.map(({ id, side, text }) => {
    const key = { kind: itemKind, owner: responseId, id };
    return { type: 'insert', ...key, label: side, text, createdAt };
  });
}

/** What only a response to come has needed. */
export function jobDeletions(owner: string): ChangeOf[] {
  return [jobKind, cancelKind].map((kind) => ({ type: 'delete', kind, owner, id: onlyOne }));
}

/** Where a response is kept. */
export function responseKey(id: string) {
  return { kind: responseKind, owner: '', id } as const;
}

/** What is written with the record of a new response: its input, and what it goes on from. */
export function beginningsOf(
  {
    id,
    input,
    previous,
  }: {
    readonly id: string;
    readonly input: readonly SidedItem[];
    readonly previous: { readonly id: string } | undefined;
  },
  createdAt: number,
): ChangeOf[] {
  const items = insertItems(id, input, createdAt);
  if (previous === undefined) return items;
  const child = { kind: childKind, owner: previous.id, id: childIdOf(id) };
  return [...items, { type: 'insert', ...child, value: null, createdAt }];
}

/** Tells when the log of a response may go. */
export const logKind = 'log';

export function logMark(id: string, endedAt: number): ChangeOf {
  const key = { kind: logKind, owner: id, id: onlyOne };
  return { type: 'insert', ...key, value: null, createdAt: endedAt };
}

/** Whether nothing more will be told of a response: it has ended, or is gone. */
export async function hasEnded(store: TenantStore, id: string): Promise<boolean> {
  const held = await getResponse(store, id);
  return !held || held.value.endedAt !== undefined;
}

/** An event of ours as it stands in a log. */
export function writeEvent(event: Members & { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
