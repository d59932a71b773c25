import type { Members } from '../kit/members.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import { lastNumber } from './event-log.ts';
import {
  begunKind,
  jobDeletions,
  type KeptResponse,
  listItems,
  logMark,
  onlyOne,
  responseKey,
  responseKind,
} from './kept-response.ts';
import { appendEvents, openingEvents } from './log-opening.ts';

/** How a response ends that did not end by itself. */
export interface Ending {
  readonly status: 'failed' | 'cancelled';
  readonly code: string | null;
  readonly message: string;
}

/** Of one whose process is gone. */
export const abandoned: Ending = {
  status: 'failed',
  code: 'server_error',
  message: 'The gateway that made this response is gone.',
};

/** Of one whose client wants it no more. */
export const cancelled: Ending = {
  status: 'cancelled',
  code: null,
  message: 'The response was cancelled.',
};

/**
 * Ends a response that nobody tells any more, with what had been written, and its log with the events that
 * follow.
 * @param epoch in which it is held here; let go of.
 */
export async function endResponse(
  store: TenantStore,
  id: string,
  epoch: number,
  { status, code, message }: Ending,
): Promise<void> {
  const key = responseKey(id);
  const release = { type: 'release', ...key, epoch } as const;
  const unmark = { type: 'delete', kind: begunKind, owner: id, id: onlyOne } as const;
  const held = await store.get<KeptResponse>(responseKind, id);
  if (!held || held.value.endedAt !== undefined) {
    await store.write([unmark, release], { ...key, epoch });
    return;
  }
  const { value } = held;
  const endedAt = Date.now();
  const error = status === 'failed' ? { code, message } : null;
  const response: Members = { ...value.response, status, error };
  const kept: KeptResponse = { ...value, response, endedAt };
  const changes: ChangeOf[] = [{ type: 'update', ...key, value: kept }, unmark];
  if (value.isBackground) changes.push(...jobDeletions(id));
  if (value.isStreamed) {
    const told = await farewell(store, held, response);
    changes.push(told, logMark(id, endedAt));
  }
  await store.write([...changes, release], { ...key, epoch });
}

/** The end of the log, in the numbers that follow. */
async function farewell(
  store: TenantStore,
  { id, value }: Held<KeptResponse>,
  response: Members,
): Promise<ChangeOf> {
  const next = (await lastNumber(store, id)) + 1;
  const { error } = response as { readonly error: { readonly code: string } | null };
  const output = (await listItems(store, id, 'output')).map(({ item }) => item);
  const told = { ...response, output };
  const events = [
    ...openingEvents(value.response, value.isBackground === true).slice(next),
    ...(error ? [{ type: 'error', error: { type: 'server_error', param: null, ...error } }] : []),
    { type: 'response.failed', response: told },
  ];
  return appendEvents(id, next, events);
}
