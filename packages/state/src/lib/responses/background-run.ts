import { type CallContext, GatewayError } from '@gw/core';
import type { Members } from '../kit/members.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import type { ResolvedPrompt } from '../prompts/resolve-prompt.ts';
import { lastNumber } from './event-log.ts';
import { type KeptResponse, responseKey } from './kept-response.ts';
import type { Lease } from './lease.ts';
import { appendEvents, lastOfOpening, openingEvents } from './log-opening.ts';

/** A response that is run here, on behalf of nobody who waits. */
export interface BackgroundRun {
  readonly id: string;
  readonly lease: Lease;
  readonly createdAt: number;
  /** What all its snapshots say of it, as the first one did, and that it was queued. */
  readonly described: Members;
  /** What its prompt had come to when it was taken. */
  readonly prompt: ResolvedPrompt | undefined;
  /** Says in record and log that it is at work. @throws {GatewayError} `unavailable` */
  begin(): Promise<void>;
  /** What stands in its way will pass: unless it has said something, it is tried again and does not end. */
  putOff(): void;
  isPutOff(): boolean;
  /** Its end is being written. */
  endsWith(writing: Promise<void>): void;
}

/** How a call is known as such: no client can name a symbol. */
const runKey = Symbol('background run');

export function backgroundRunOf({ host }: CallContext): BackgroundRun | undefined {
  return (host as { readonly [runKey]?: BackgroundRun })[runKey];
}

/** A run, and what only who has begun it needs. */
interface OwnRun extends BackgroundRun {
  /** What its call's hooks find as `ctx.host`. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Its call is over. Resolves once its end is written, or cannot be; from then on it writes nothing. */
  ended(): Promise<void>;
}

export interface RunOptions {
  /** In which it is held here. */
  readonly lease: Lease;
  readonly prompt: ResolvedPrompt | undefined;
}

export function createBackgroundRun(
  store: TenantStore,
  { id, value, createdAt }: Held<KeptResponse>,
  { lease, prompt }: RunOptions,
): OwnRun {
  const { created_at, model } = value.response;
  let isPutOff = false;
  let isOver = false;
  let beginning: Promise<void> | undefined;
  let writing: Promise<void> | undefined;
  const begin = async () => {
    const last = await lastNumber(store, id);
    if (last >= lastOfOpening) return;
    const response = { ...value.response, status: 'in_progress' };
    const events = openingEvents(response, true).slice(last + 1);
    const changes = [
      { type: 'update', ...responseKey(id), value: { ...value, response } } as const,
      appendEvents(id, last + 1, events),
    ];
    if (!isOver && (await store.write(changes, { ...responseKey(id), epoch: lease.epoch }))) return;
    throw new GatewayError('unavailable', 'Another process has taken over this response.');
  };
  const run: BackgroundRun = {
    id,
    lease,
    createdAt,
    prompt,
    described: { created_at, model, background: true, status: 'queued' },
    begin() {
      beginning = begin();
      return beginning;
    },
    putOff() {
      isPutOff = true;
    },
    isPutOff: () => isPutOff,
    endsWith(ending) {
      writing = ending;
    },
  };
  return {
    ...run,
    context: { [runKey]: run } as unknown as OwnRun['context'],
    async ended() {
      // Its call may be over while it still begins: nothing is begun behind the end.
      isOver = true;
      await beginning?.catch(() => {});
      // Whoever records it has told of a failure.
      await writing?.catch(() => {});
    },
  };
}
