import type { ResolvedSealKey } from '../config/seal-keys.ts';

/**
 * What the first process gives to each worker. A worker reads the configuration for itself, since a
 * program cannot be sent; this is what must be the same for all of them. It goes through the channel
 * between the two, where no list of processes shows it.
 */
export interface Handover {
  readonly type: 'handover';
  /** Before everything else that says these. The port is the one that is open, never 0. */
  readonly flags: { readonly host: string; readonly port: number; readonly workers: number };
  /** One worker opens what another one has sealed. */
  readonly sealKeys: readonly ResolvedSealKey[];
}

/** Comes with a connection, which stays the first process's until the worker says that it has it. */
export interface Connection {
  readonly type: 'connection';
  /** Its number among those of this worker. */
  readonly id: number;
}

/** What a worker is told: first the handover, then connections, at the end to stop. */
export type ToWorker = Handover | Connection | { readonly type: 'stop' };

/** What a worker says. */
export type FromWorker =
  /** Takes calls, which clients send to this URL; base path included. */
  | { readonly type: 'ready'; readonly baseUrl: string }
  /** Told by the first process, as if it had been its own. */
  | { readonly type: 'failed'; readonly problems: readonly string[] }
  /** Has the connection of that number, and serves it from now on. */
  | { readonly type: 'taken'; readonly id: number };

/** In the environment of a worker of ours. Other programs start workers too, this one among them. */
export const workerMark = 'GW_IS_WORKER';
