import type { RecordedRequest } from './recorded-request.ts';
import type { ScriptEntry } from './script.ts';

export interface UpstreamOptions {
  /**
   * Behaviours for the first requests, and standing rules. Default: none, every answer is a good
   * one.
   */
  script?: readonly ScriptEntry[];
  /**
   * Path in front of `/chat/completions` and the others, without a slash at its end. Default `/v1`.
   */
  basePath?: string;
  /**
   * What `GET /models` lists. Default `['test-model', 'test-embedding', 'test-image']`. Others are
   * answered too.
   */
  models?: readonly string[];
  /** Address to listen on. Default `127.0.0.1`. */
  host?: string;
  /** Port to listen on. Default 0: any free one. */
  port?: number;
}

export interface NextRequestOptions {
  /** How long to wait, in milliseconds. Default 5000. */
  timeoutMs?: number;
}

/** A running scripted upstream. */
export interface Upstream {
  /** Base URL with the base path: `http://127.0.0.1:41234/v1`. */
  readonly url: string;
  /** The same without path. */
  readonly origin: string;
  readonly port: number;
  /** Everything received since the start or the last `reset()`, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /**
   * The oldest request that `nextRequest` has not returned yet; waits for one if need be.
   * @throws {Error} when none arrives in time, or the upstream is closed.
   */
  nextRequest(options?: NextRequestOptions): Promise<RecordedRequest>;
  /** Answers that are under way: neither finished, nor cut, nor left by the client. */
  openStreams(): number;
  /** Connections opened since the start or the last `reset()`, and those open now. */
  connections(): { opened: number; open: number };
  /** Adds to the queue and the rules. */
  script(...entries: readonly ScriptEntry[]): void;
  /** Forgets requests, script and the count of opened connections. Answers under way go on. */
  reset(): void;
  /**
   * Ends every connection and the server; nothing is left behind. A second call changes nothing.
   * @throws {unknown} what a behaviour threw while it answered, so that the test fails.
   */
  close(): Promise<void>;
  /** `await using upstream = await startUpstream()` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
}
