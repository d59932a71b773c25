import type { Secret, Timeouts, Transport } from '@gw/provider-utils';

export interface AcmeProviderSettings {
  /** Name of this provider in model ids, errors and events. Default: `acme`. */
  readonly id?: string | undefined;
  /** Where the paths begin. Default: `https://api.acme.example/v1`. */
  readonly baseUrl?: string | undefined;
  /** The key, or a function that is asked for it at every call. Default: none is sent. */
  readonly apiKey?: Secret | undefined;
  /** Sent with every call, over those that are forwarded. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The client's headers that go upstream: `x-trace-*`. Default: none. */
  readonly forwardHeaders?: readonly string[] | undefined;
  /** In ms: `connectMs` 10,000, `firstByteMs` 600,000, `idleMs` 300,000. `0` waits for ever. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** URL of an HTTP proxy. Node only. Default: none; the environment is not read. */
  readonly proxy?: string | undefined;
  /** Replaces the HTTP client; it is its owner's to close. Default: one of its own. */
  readonly transport?: Transport | undefined;
}
