import type { MediaAt } from '@gw/provider-utils';

/** What the parts of a request's conversion share. */
export interface RequestContext {
  /** Fetched media: Anthropic follows `https:` alone. */
  readonly mediaAt: MediaAt;
  /** Tells that something was not done as asked. */
  warn(message: string): void;
}
