import type { GuardedFetch, Secret, Timeouts, Transport } from '@gw/provider-utils';

export interface OllamaProviderSettings {
  /** Name of this provider in model ids, errors and events. Default: `ollama`. */
  readonly id?: string | undefined;
  /**
   * Where `/api/chat` and the others begin, with or without a slash at the end; `/api` is not part
   * of it. Default: `http://127.0.0.1:11434`.
   */
  readonly baseUrl?: string | undefined;
  /**
   * The key for ollama.com or a proxy, sent as `authorization: Bearer`, or a function that is asked
   * for it at every call. Default: none is sent.
   */
  readonly apiKey?: Secret | undefined;
  /** Sent with every call, over those that are forwarded. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The client's headers that go upstream: `x-trace-*`. Default: none. */
  readonly forwardHeaders?: readonly string[] | undefined;
  /**
   * Model options of every call, such as `{ num_ctx: 16384 }`; what a request says wins.
   * Default: the server's.
   */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /**
   * How long a model stays loaded after a call: a duration such as `30m`, or seconds; a negative one
   * is for ever. A request's own `keep_alive` wins. Default: the server's, 5 minutes.
   */
  readonly keepAlive?: string | number | undefined;
  /**
   * Models that think by levels, by name or by beginnings of names that end in `*`, with their
   * levels. All others think or do not. Default: `{ 'gpt-oss*': ['low', 'medium', 'high'] }`.
   */
  readonly thinkLevels?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * Fetches pictures that requests name by URL, since Ollama follows none; it is its owner's to
   * close. Default: nothing is fetched, and such a URL is refused.
   */
  readonly fetchMedia?: GuardedFetch | undefined;
  /** In ms: `connectMs` 10,000, `firstByteMs` 600,000, `idleMs` 300,000. `0` waits for ever. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** URL of an HTTP proxy. Node only. Default: none; the environment is not read. */
  readonly proxy?: string | undefined;
  /** Replaces the HTTP client; it is its owner's to close. Default: one of its own. */
  readonly transport?: Transport | undefined;
}
