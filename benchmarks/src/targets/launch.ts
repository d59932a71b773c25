/** How a measured program is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Besides HOST, PORT, OPENAI_BASE_URL and OPENAI_API_KEY. Default: nothing. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it says that it is ready. Default: `/health`. */
  readonly healthPath?: string;
  /** What it wants to read in each request. Default: nothing. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether Node runs it, so that it can be asked for its heap and profiled. Default: false. */
  readonly isNode?: boolean;
  /** Removes what it has left on the disk. Default: nothing. */
  readonly cleanUp?: () => void;
  /** Default: 30,000. */
  readonly startTimeoutMs?: number;
}

/** Where a program is to listen, and what it is to ask. */
export interface Place {
  readonly port: number;
  /** With its `/v1`. */
  readonly upstreamUrl: string;
}
