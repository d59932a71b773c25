/** How much of everything. */
export interface Sizes {
  readonly rounds: number;
  /** Of each measurement that is taken over time. */
  readonly windowMs: number;
  /** Requests at a time where CPU time is measured. */
  readonly atOnce: number;
  /** Streams at a time where CPU time is measured, each with 20 chunks a second. */
  readonly streams: number;
  /** Requests a second where latency is measured. */
  readonly perSecond: number;
  /** Streams that are left together. */
  readonly aborts: number;
  /** Streams held open together, in the larger of the two rows; the other has a tenth. */
  readonly openStreams: number;
  /** Requests over which the heap may grow; a tenth as many streams are left beside them. */
  readonly slopeRequests: number;
}

export const fullSizes: Sizes = {
  rounds: 3,
  windowMs: 2_000,
  atOnce: 32,
  streams: 200,
  perSecond: 50,
  aborts: 1_000,
  openStreams: 10_000,
  slopeRequests: 200_000,
};

export const shortSizes: Sizes = {
  rounds: 2,
  windowMs: 300,
  atOnce: 32,
  streams: 200,
  perSecond: 50,
  aborts: 100,
  openStreams: 1_000,
  slopeRequests: 4_000,
};
