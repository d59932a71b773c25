import type { MediaAt, ToolNames } from '@gw/provider-utils';
import type { ModelTraits } from './model-traits.ts';

/** What the parts of a request's conversion share. */
export interface RequestContext {
  readonly traits: ModelTraits;
  readonly names: ToolNames;
  /** Whether the tool choice has Gemini check calls against their schemas. */
  readonly holdsToSchema: boolean;
  /** Fetched media, for models that do not follow a URL. */
  readonly mediaAt: MediaAt;
  /** Tells that something was not done as asked; the same words once. */
  warn(message: string): void;
}
