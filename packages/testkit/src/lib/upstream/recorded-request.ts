import type { HeaderList } from './step.ts';

/**
 * How an answer came to its end.
 * - `finished`: handed over completely, as the script wanted it;
 * - `aborted`: the client left before that;
 * - `cut`: the script (or `close()`) left first.
 */
export type Outcome = 'finished' | 'aborted' | 'cut';

/** One request as it arrived, and what became of its answer. */
export interface RecordedRequest {
  /** Place in `upstream.requests`, from 0. */
  readonly index: number;
  readonly method: string;
  /** Path as sent, with the base path and without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in the case, values in the order and number they were sent. */
  readonly headers: HeaderList;
  /** The values of one header joined by `', '`, or undefined. The name's case does not matter. */
  header(name: string): string | undefined;
  readonly body: Uint8Array;
  /** False when the client left while it was sending the body. */
  readonly bodyComplete: boolean;
  /** The body decoded as UTF-8. */
  readonly text: string;
  /** The body parsed, or undefined when it is no JSON. */
  readonly json: unknown;
  /** Number of the connection it came over, from 1. */
  readonly connection: number;
  /** When it was complete, in milliseconds of `performance.now()`. */
  readonly receivedAtMs: number;
  /**
   * Body bytes of the answer the operating system has accepted so far: it stops when the client
   * stops reading.
   */
  readonly sentBytes: number;
  /** Writes (in a stream: frames) accepted so far. */
  readonly sentFrames: number;
  /** Undefined while the answer is under way. */
  readonly outcome: Outcome | undefined;
  /** The client left before the answer was complete. */
  readonly wasAborted: boolean;
  /**
   * When the client left, in milliseconds of `performance.now()`; undefined unless `wasAborted`.
   */
  readonly abortedAtMs: number | undefined;
  /**
   * Resolves when the client leaves early; never rejects, and stays pending after any other end.
   */
  readonly aborted: Promise<void>;
  /** Resolves when the answer is over, whichever way; never rejects. */
  readonly closed: Promise<Outcome>;
}
