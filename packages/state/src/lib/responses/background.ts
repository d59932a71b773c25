import {
  type CallContext,
  concatBytes,
  encodeText,
  type GatewayDoor,
  GatewayError,
  type GatewayReply,
  type GatewayRequest,
  type Identity,
} from '@gw/core';
import type { TenantStore } from '../kit/tenant-store.ts';
import { abandoned, type Ending, endResponse } from './end-response.ts';
import { getResponse, type Members, onlyOne, responseKey, responseKind } from './kept-response.ts';
import { createLease, type Lease } from './lease.ts';

/** What a process needs to run a response that another one has taken. */
export interface Job {
  readonly requestId: string;
  readonly identity: Identity;
  /** The request's body, as JSON. */
  readonly body: string;
}

export const jobKind = 'job';
/** Says that a response is to be cancelled, wherever it runs. */
export const cancelKind = 'cancel';
export const backgroundTopic = 'response';

/** A response that is run here, on behalf of nobody who waits. */
export interface BackgroundRun {
  readonly id: string;
  readonly lease: Lease;
  readonly createdAt: number;
}

/** How a call is known as such: no client can name a symbol. */
const runKey = Symbol('background run');

export function backgroundRunOf({ host }: CallContext): BackgroundRun | undefined {
  return (host as { readonly [runKey]?: BackgroundRun })[runKey];
}

export interface BackgroundOptions {
  readonly door: GatewayDoor;
  readonly holder: string;
}

/**
 * Runs a response that was taken for later: a call like any other, whose client is the log. Resolves once
 * it has ended, here or before; rejects where it is to be tried again.
 */
export async function runInBackground(
  store: TenantStore,
  id: string,
  { door, holder }: BackgroundOptions,
): Promise<void> {
  const held = await getResponse(store, id);
  const job = await store.get<Job>(jobKind, onlyOne, id);
  if (!held || !job || held.value.endedAt !== undefined) return;
  const lease = await createLease(store, responseKind, id, holder);
  if (!lease) throw new Error('The response is held by a process that may be gone.');
  try {
    if (await hasToldContent(store, id))
      return await endResponse(store, id, lease.epoch, abandoned);
    // What came before the content is said again, in the same numbers.
    await store.write([{ type: 'dropEvents', log: id }], {
      ...responseKey(id),
      epoch: lease.epoch,
    });
    const controller = new AbortController();
    const stopWatching = watch(store, id, lease, controller);
    try {
      const run: BackgroundRun = { id, lease, createdAt: held.createdAt };
      const reply = await door.handle(requestOf(job.value, run, controller), job.value.identity);
      await settle(reply, async (failure) => {
        // Another turn has the conversation, or this process ends: later, or elsewhere.
        if (passing.has(failure.code)) throw new Error(failure.message);
        await endResponse(store, id, lease.epoch, failure);
      });
    } catch (error) {
      const release = { type: 'release', ...responseKey(id), epoch: lease.epoch } as const;
      await store.write([release]).catch(() => false);
      throw error;
    } finally {
      stopWatching();
    }
  } finally {
    lease.stop();
  }
}

const passing: ReadonlySet<string | null> = new Set(['conversation_locked', 'unavailable']);

/** Only what says something is lost when it is said again. */
const beginnings = /^(?:event: [^\n]*\n)?data: \{"type":"response\.(?:created|queued|in_progress)"/;

async function hasToldContent(store: TenantStore, id: string): Promise<boolean> {
  const batches = await store.readEvents(id, -1, 10);
  const frames = batches.flatMap(({ events }) => events.split('\n\n').filter(Boolean));
  return frames.some((frame) => !beginnings.test(frame));
}

/** Ends the run where somebody wants it cancelled, or has taken it over. */
function watch(
  store: TenantStore,
  id: string,
  lease: Lease,
  controller: AbortController,
): () => void {
  const cancel = () =>
    controller.abort(new GatewayError('client_closed_request', 'The response was cancelled.'));
  const look = async () => {
    const isAsked = await store.get(cancelKind, onlyOne, id).catch(() => undefined);
    if (isAsked) cancel();
  };
  void look();
  const unsubscribe = store.subscribe(id, () => void look());
  lease.lost.addEventListener('abort', cancel);
  return () => {
    unsubscribe();
    lease.lost.removeEventListener('abort', cancel);
  };
}

function requestOf(
  { body, requestId }: Job,
  run: BackgroundRun,
  controller: AbortController,
): GatewayRequest {
  const context = { [runKey]: run } as unknown as Readonly<Record<string, unknown>>;
  return {
    method: 'POST',
    path: '/v1/responses',
    query: '',
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    readBody: async () => encodeText(body),
    async *bodyStream() {
      yield encodeText(body);
    },
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    context,
  };
}

/** The recorder writes all that a reply tells; one that never began is told here. */
async function settle(
  { status, body }: GatewayReply,
  onFailure: (failure: Ending) => Promise<void>,
): Promise<void> {
  const pieces: Uint8Array[] = [];
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    for await (const piece of body) if (status !== 200) pieces.push(piece);
  } else if (body) {
    pieces.push(typeof body === 'string' ? encodeText(body) : body);
  }
  if (status === 200) return;
  const told = JSON.parse(new TextDecoder().decode(concatBytes(pieces))) as {
    readonly error?: Members;
  };
  const { code, type, message } = told.error ?? {};
  await onFailure({
    status: status === 499 ? 'cancelled' : 'failed',
    code: String(code ?? type ?? 'server_error'),
    message: String(message ?? 'The response failed.'),
  });
}
