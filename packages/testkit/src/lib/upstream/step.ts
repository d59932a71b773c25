/** Header names and values in the order they go over the wire; a name may occur more than once. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/**
 * How the upstream leaves an answer.
 * - `end`: as HTTP wants it, so that a client sees a complete body, however little it holds;
 * - `fin`: the connection is closed in order, but the body is not: no chunked terminator, too few
 *   bytes;
 * - `reset`: a TCP RST (`ECONNRESET` at the client);
 * - `stall`: nothing more is sent and the connection stays open until the client leaves.
 */
export type Leave = 'end' | 'fin' | 'reset' | 'stall';

/**
 * One thing the upstream does while it answers. An answer is a list of steps, taken one after the
 * other; after the last one the answer ends as `{ kind: 'leave', how: 'end' }` would.
 */
export type Step =
  /** Status line and headers, sent at once. The body is chunked unless there is a content-length. */
  | { kind: 'head'; status: number; headers: HeaderList }
  /** One write of body bytes. In a stream each frame is one. */
  | { kind: 'write'; bytes: Uint8Array }
  | { kind: 'wait'; delayMs: number }
  /** Waits until `pass` resolves; the signal fires when the client has left. */
  | { kind: 'hold'; pass(signal: AbortSignal): Promise<void> }
  /** `settleMs` is the time given to the client for reading what it has, before a reset. */
  | { kind: 'leave'; how: Leave; settleMs?: number };

/** An answer, possibly without end: steps are drawn as they are taken. */
export type Steps = Iterable<Step>;

/** `headers` with those of `others` whose names it has not. Names compare without case. */
export function addMissingHeaders(headers: HeaderList, others: HeaderList): HeaderList {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  return [...others.filter(([name]) => !names.has(name.toLowerCase())), ...headers];
}
