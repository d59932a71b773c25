import { GatewayError } from '@gw/core';
import { leaseMs, startHeartbeat } from '../kit/heartbeat.ts';
import type { TenantStore } from '../kit/tenant-store.ts';

const lostMessage =
  'This response was taken for one whose process is gone, and has been ended. Ask again.';

/** A hold on a record while work on it runs here. */
export interface Lease {
  readonly epoch: number;
  /** Aborted when somebody else may have it. */
  readonly lost: AbortSignal;
  /** Ends the heartbeat. */
  stop(): void;
}

/**
 * @param untilTold whether it counts as ours until the store says that it is not.
 * @returns nothing where somebody else has it.
 */
export async function createLease(
  store: TenantStore,
  kind: string,
  id: string,
  holder: string,
  { untilTold }: { readonly untilTold?: boolean } = {},
): Promise<Lease | undefined> {
  const epoch = await store.acquire(kind, id, holder, leaseMs);
  if (epoch === undefined) return undefined;
  const { lost, stop } = startHeartbeat({
    leaseMs,
    renew: () => store.renew(kind, id, epoch, leaseMs),
    lostReason: () => new GatewayError('unavailable', lostMessage),
    untilTold,
  });
  return { epoch, lost, stop };
}
