import type { ApiName, Provider } from '@gw/core';
import type { ProviderWire } from './provider-wire.ts';

/** What the suite has to know of a provider. */
export interface ProviderSetup {
  /**
   * Makes a fresh provider, one for every test.
   * @param upstreamUrl base URL of a scripted upstream, its base path included.
   * @param secret the key it has to send, and never to show.
   */
  provider(upstreamUrl: string, secret: string): Provider;
  /** How its upstream answers, or why it has none. */
  readonly wire: ProviderWire | NoUpstream;
  /** Model to ask for, by api. Default: `suite-model`, which a scripted upstream answers. */
  readonly models?: Readonly<Partial<Record<ApiName, string>>>;
}

/** A provider that asks nobody: what can only be seen at an upstream is left out. */
export interface NoUpstream {
  /** Why there is none; stands as the reason of what is left out. */
  readonly noUpstream: string;
}

export function isWire(wire: ProviderWire | NoUpstream): wire is ProviderWire {
  return !('noUpstream' in wire);
}
