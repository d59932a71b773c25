import { type CallContext, GatewayError } from '@gw/core';
import { leaseMs } from '../kit/heartbeat.ts';
import { notFound } from '../kit/not-found.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import { cancelled, endResponse } from './end-response.ts';
import {
  cancelKind,
  getResponse,
  type KeptResponse,
  onlyOne,
  responseKind,
} from './kept-response.ts';
import { listenFor } from './listen.ts';

/** How long is waited for the process that makes it, in ms. */
const patienceMs = 5_000;
/** How often to look where nobody tells, in ms. */
const pollMs = 250;

/**
 * Cancels a background response, wherever it runs. One that has ended is given as it is.
 * @throws {GatewayError} for one that somebody waits for: its client cancels it by leaving.
 */
export async function cancelResponse(
  { requestId, signal }: CallContext,
  store: TenantStore,
  held: Held<KeptResponse>,
): Promise<Held<KeptResponse>> {
  const { id, value } = held;
  if (!value.isBackground) {
    const message = 'Cannot cancel a synchronous response.';
    throw new GatewayError('invalid_request', message, { param: 'response_id' });
  }
  if (value.endedAt !== undefined) return held;
  const news = listenFor(store, id, [signal]);
  try {
    const key = { kind: cancelKind, owner: id, id: onlyOne, value: null, createdAt: Date.now() };
    await store.write([{ type: 'insert', ...key }]);
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const now = await getResponse(store, id);
      if (!now) throw notFound('Response', id);
      if (now.value.endedAt !== undefined || Date.now() > deadline || signal.aborted) return now;
      if (now.holder === undefined) await cancelHere(store, id, requestId);
      else await news.wait(pollMs);
    }
  } finally {
    news.stop();
  }
}

/** Nobody runs it yet. */
async function cancelHere(store: TenantStore, id: string, holder: string): Promise<void> {
  const epoch = await store.acquire(responseKind, id, holder, leaseMs);
  if (epoch === undefined) return;
  await endResponse(store, id, epoch, cancelled);
}
