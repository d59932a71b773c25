import { brokenItemMembers } from './broken-item-members.ts';
import { brokenItems } from './broken-items.ts';
import { brokenLifecycles } from './broken-lifecycle.ts';
import { brokenParts } from './broken-parts.ts';
import { brokenSnapshots } from './broken-snapshots.ts';
import { brokenTexts } from './broken-texts.ts';
import type { Mutation } from './mutate.ts';

/** Valid streams with one fault each. */
export const brokenStreams: readonly Mutation[] = [
  ...brokenLifecycles,
  ...brokenSnapshots,
  ...brokenItems,
  ...brokenItemMembers,
  ...brokenParts,
  ...brokenTexts,
];
