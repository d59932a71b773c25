import type { ResolvedSealKey } from '../config/seal-keys.ts';

/**
 * What the first process gives to each worker. A worker reads the configuration for itself, since a
 * program cannot be sent; this is what must be the same for all of them. It goes through the channel
 * between the two, where no list of processes shows it.
 */
export interface Handover {
  readonly type: 'handover';
  /** Before everything else that says these. */
  readonly flags: { readonly host: string; readonly port: number; readonly workers: number };
  /** One worker opens what another one has sealed. */
  readonly sealKeys: readonly ResolvedSealKey[];
}

/** What a worker is told: first the handover, at the end to stop. */
export type ToWorker = Handover | { readonly type: 'stop' };

/** What a worker says of its start. */
export type FromWorker =
  /** Takes calls, at this URL; base path included. */
  | { readonly type: 'ready'; readonly baseUrl: string }
  /** Told by the first process, as if it had been its own. */
  | { readonly type: 'failed'; readonly problems: readonly string[] };

/** In the environment of a worker of ours. Other programs start workers too, this one among them. */
export const workerMark = 'GW_IS_WORKER';
