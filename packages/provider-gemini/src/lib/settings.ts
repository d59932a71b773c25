import type { ApiName } from '@gw/core';
import type { GuardedFetch, Secret, Timeouts, Transport } from '@gw/provider-utils';
import type { SafetySetting } from './gemini-api.ts';

/** What the Gemini API can be asked for. */
export type GeminiApi = Extract<ApiName, 'responses' | 'input_tokens' | 'embeddings' | 'images'>;

export interface GeminiProviderSettings {
  /** Name of this provider in model ids, errors and events. Default: `gemini`. */
  readonly id?: string | undefined;
  /**
   * Where the paths begin, the API's version included.
   * Default: `https://generativelanguage.googleapis.com/v1beta`.
   */
  readonly baseUrl?: string | undefined;
  /** The key, or a function that is asked for it at every call. Default: none is sent. */
  readonly apiKey?: Secret | undefined;
  /** Sent with every call, over those that are forwarded. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The client's headers that go upstream: `x-trace-*`. Default: none. */
  readonly forwardHeaders?: readonly string[] | undefined;
  /** What may be asked for. Default: all of it. */
  readonly apis?: readonly GeminiApi[] | undefined;
  /** From which likelihood on harmful content is withheld, by category. Default: the model's own. */
  readonly safetySettings?: readonly SafetySetting[] | undefined;
  /**
   * Fetches media by `http:`, and for models before 2.5 by `https:`, which Google does not follow
   * itself; it is its owner's to close. Default: nothing is fetched, and such a URL is refused.
   */
  readonly fetchMedia?: GuardedFetch | undefined;
  /** In ms: `connectMs` 10,000, `firstByteMs` 600,000, `idleMs` 300,000. `0` waits for ever. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** URL of an HTTP proxy. Node only. Default: none; the environment is not read. */
  readonly proxy?: string | undefined;
  /** Replaces the HTTP client; it is its owner's to close. Default: one of its own. */
  readonly transport?: Transport | undefined;
}
