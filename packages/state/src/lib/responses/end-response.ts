import type { ChangeOf, TenantStore } from '../kit/tenant-store.ts';
import {
  begunKind,
  type KeptResponse,
  listItems,
  logMark,
  type Members,
  onlyOne,
  responseKey,
  responseKind,
  writeEvent,
} from './kept-response.ts';

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
  const { value, label } = held;
  const endedAt = Date.now();
  const error = status === 'failed' ? { code, message } : null;
  const response: Members = { ...value.response, status, error };
  const kept: KeptResponse = { ...value, response, endedAt };
  const changes: ChangeOf[] = [{ type: 'update', ...key, value: kept, label }, unmark];
  if (value.isStreamed) {
    const told = await farewell(store, id, response, value.response);
    changes.push(told, logMark(id, endedAt));
  }
  await store.write([...changes, release], { ...key, epoch });
}

/** The end of the log, in the numbers that follow. */
async function farewell(
  store: TenantStore,
  log: string,
  response: Members,
  before: Members,
): Promise<ChangeOf> {
  const next = (await lastNumber(store, log)) + 1;
  const { error } = response as { readonly error: { readonly code: string } | null };
  const output = (await listItems(store, log, 'output')).map(({ item }) => item);
  const told = { ...response, output };
  const events = [
    ...(next === 0 ? beginnings({ ...before, output: [] }) : []),
    ...(error ? [{ type: 'error', error: { type: 'server_error', param: null, ...error } }] : []),
    { type: 'response.failed', response: told },
  ].map((event, at) => ({ ...event, sequence_number: next + at }));
  const text = events.map(writeEvent).join('');
  return { type: 'append', log, first: next, last: next + events.length - 1, events: text };
}

async function lastNumber(store: TenantStore, log: string): Promise<number> {
  let last = -1;
  for (;;) {
    const end = (await store.readEvents(log, last, 100)).at(-1);
    if (!end) return last;
    last = end.last;
  }
}

/** A stream begins so, whatever becomes of it: clients and their helpers read nothing before it. */
function beginnings(response: Members) {
  return [
    { type: 'response.created', response },
    { type: 'response.in_progress', response: { ...response, status: 'in_progress' } },
  ];
}
