import type { ApiName, Quirk } from '@gw/core';
import type { Secret, Timeouts, Transport } from '@gw/provider-utils';

/** Which header carries the key, and how. */
export interface AuthSettings {
  /** Default: `authorization`. */
  readonly header?: string | undefined;
  /** Word in front of the key. Default: `Bearer` for `authorization`, none for other headers. */
  readonly scheme?: string | undefined;
}

/** What an upstream offers beside its apis. */
export type PathName = ApiName | 'models';

export interface HttpProviderSettings {
  /** Name of this provider in model ids, errors and events. Default: `openai`. */
  readonly id?: string | undefined;
  /**
   * Where the api's paths begin, with or without a slash at the end. Nothing is added or taken away:
   * an upstream that wants `/v1` has it here. Default: `https://api.openai.com/v1`.
   */
  readonly baseUrl?: string | undefined;
  /** The key, or a function that is asked for it at every call. Default: none is sent. */
  readonly apiKey?: Secret | undefined;
  /** Default: `authorization: Bearer <key>`. */
  readonly auth?: AuthSettings | undefined;
  /** Sent with every call, over those that are forwarded. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The client's headers that go upstream: `openai-beta`, `x-trace-*`. Default: none. */
  readonly forwardHeaders?: readonly string[] | undefined;
  /**
   * Which apis the upstream speaks. Default: `chat`, `embeddings`, `images`; for OpenAI itself also
   * `responses`, `compact`, `input_tokens`.
   */
  readonly apis?: readonly ApiName[] | undefined;
  /** Paths that differ from OpenAI's; `{model}` stands for the model. Default: OpenAI's. */
  readonly paths?: Readonly<Partial<Record<PathName, string>>> | undefined;
  /** Query of every call, such as `{ 'api-version': '2024-10-21' }`. Default: none. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** In ms: `connectMs` 10,000, `firstByteMs` 600,000, `idleMs` 300,000. `0` waits for ever. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** URL of an HTTP proxy. Node only. Default: none; the environment is not read. */
  readonly proxy?: string | undefined;
  /** Replaces the HTTP client; it is its owner's to close. Default: one of its own. */
  readonly transport?: Transport | undefined;
  /** Whether the upstream understands `stream_options.include_usage`. Default: true. */
  readonly streamUsage?: boolean | undefined;
  /** What the upstream is known to do differently, to be repaired on the way. Default: nothing. */
  readonly quirks?: readonly Quirk[] | undefined;
}
