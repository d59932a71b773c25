import { type GatewayDoor, GatewayError } from '@gw/core';
import { onAbort } from '../kit/on-abort.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import { callInBackground, type Job } from './background-call.ts';
import { createBackgroundRun } from './background-run.ts';
import { abandoned, cancelled, type Ending, endResponse } from './end-response.ts';
import {
  cancelKind,
  getResponse,
  hasEnded,
  jobKind,
  type KeptResponse,
  onlyOne,
  responseKey,
  responseKind,
} from './kept-response.ts';
import { createLease, type Lease } from './lease.ts';
import { lastOfOpening } from './log-opening.ts';

export const backgroundTopic = 'response';

export interface BackgroundOptions {
  readonly door: GatewayDoor;
  readonly holder: string;
}

/**
 * Runs a response that was taken for later. Resolves once it has ended, here or before; rejects where it
 * is to be tried again.
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
    const said = await store.readEvents(id, lastOfOpening, 1);
    // What has been said is not said again.
    if (said.length > 0) await endResponse(store, id, lease.epoch, abandoned);
    else await tryOnce(store, held, { door, job: job.value, lease });
  } catch (error) {
    const release = { type: 'release', ...responseKey(id), epoch: lease.epoch } as const;
    await store.write([release]).catch(() => false);
    throw error;
  } finally {
    lease.stop();
  }
}

interface Try {
  readonly door: GatewayDoor;
  readonly job: Job;
  readonly lease: Lease;
}

/** Of one that was answered, and whose record does not have it. */
const unwritten: Ending = {
  status: 'failed',
  code: 'server_error',
  message: 'The response could not be stored.',
};

/** @throws {Error} where it has not ended, and nothing but its own gateway stood in its way. */
async function tryOnce(
  store: TenantStore,
  held: Held<KeptResponse>,
  { door, job, lease }: Try,
): Promise<void> {
  const { id } = held;
  const controller = new AbortController();
  const run = createBackgroundRun(store, held, { lease, prompt: job.prompt });
  const turnAway = (reason: unknown) => {
    run.putOff();
    controller.abort(reason);
  };
  const forget = onAbort(lease.lost, turnAway);
  const cancelling = watchForCancel(store, id, controller);
  try {
    const refusal = await callInBackground(door, job, {
      context: run.context,
      signal: controller.signal,
      turnAway,
    });
    await run.ended();
    if (await hasEnded(store, id)) return;
    if (run.isPutOff() && !cancelling.isAsked())
      throw new Error(refusal?.message ?? 'The gateway is closing.');
    const ending = cancelling.isAsked() ? cancelled : (refusal ?? unwritten);
    await endResponse(store, id, lease.epoch, ending);
  } finally {
    cancelling.stop();
    forget();
  }
}

/** How soon to look again where the store has failed, in ms. */
const lookAgainMs = 500;

/** Ends the run where somebody, on whatever process, wants it cancelled. */
function watchForCancel(store: TenantStore, id: string, controller: AbortController) {
  let isAsked = false;
  const cancel = () => {
    isAsked = true;
    controller.abort(new GatewayError('client_closed_request', cancelled.message));
  };
  let isOver = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    try {
      if (await store.get(cancelKind, onlyOne, id)) cancel();
    } catch {
      clearTimeout(again);
      // Nobody tells a second time: to ask twice writes nothing.
      if (!isOver) again = setTimeout(look, lookAgainMs);
    }
  };
  void look();
  const unsubscribe = store.subscribe(id, () => void look());
  const stop = () => {
    isOver = true;
    clearTimeout(again);
    unsubscribe();
  };
  return { isAsked: () => isAsked, stop };
}
