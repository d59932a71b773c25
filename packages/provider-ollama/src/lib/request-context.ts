import type { MediaAt } from '@gw/provider-utils';

/** Tells about a request what was not done as asked. */
export type Warn = (message: string) => void;

/** What the parts of a request's conversion share. */
export interface RequestContext {
  /** Fetched pictures: Ollama follows no URL. */
  readonly mediaAt: MediaAt;
  readonly warn: Warn;
}
