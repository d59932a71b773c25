import type { GuardedFetch, Secret, Timeouts, Transport } from '@gw/provider-utils';

export interface AnthropicProviderSettings {
  /** Name of this provider in model ids, errors and events. Default: `anthropic`. */
  readonly id?: string | undefined;
  /**
   * Where the api's paths begin, with or without a slash at the end. Nothing is added or taken away.
   * Default: `https://api.anthropic.com/v1`.
   */
  readonly baseUrl?: string | undefined;
  /** Sent as `x-api-key`; or a function that is asked for it at every call. Default: none is sent. */
  readonly apiKey?: Secret | undefined;
  /** Sent as `anthropic-version`. Default: `2023-06-01`. */
  readonly version?: string | undefined;
  /** Sent as `anthropic-beta`, together with what `forwardHeaders` lets through. Default: none. */
  readonly beta?: readonly string[] | undefined;
  /** Sent with every call, over those that are forwarded. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The client's headers that go upstream: `anthropic-beta`, `x-trace-*`. Default: none. */
  readonly forwardHeaders?: readonly string[] | undefined;
  /**
   * Longest answer in tokens, thinking included, where the client names none: Anthropic wants a
   * limit. Default: 32,000, which every model since Claude 4 can write.
   */
  readonly defaultMaxTokens?: number | undefined;
  /**
   * Caches every prompt up to its end, for so long; a request's own `cache_control` goes first.
   * Default: nothing is cached unless a request says so.
   */
  readonly promptCaching?: '5m' | '1h' | undefined;
  /**
   * Fetches media by `http:`, which Anthropic does not follow itself; it is its owner's to close.
   * Default: nothing is fetched, and such a URL is refused.
   */
  readonly fetchMedia?: GuardedFetch | undefined;
  /** In ms: `connectMs` 10,000, `firstByteMs` 600,000, `idleMs` 300,000. `0` waits for ever. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** URL of an HTTP proxy. Node only. Default: none; the environment is not read. */
  readonly proxy?: string | undefined;
  /** Replaces the HTTP client; it is its owner's to close. Default: one of its own. */
  readonly transport?: Transport | undefined;
}
