import { type Members, membersOf, objectsIn, textOf } from '@gw/provider-utils';
import type { Model } from '@gw/schema';

/** One page of the models that there are. */
export interface ModelPage {
  readonly models: readonly Model[];
  /** Leads to the next one. Default: this is the last. */
  readonly nextPageToken: string | undefined;
}

/**
 * Models that this provider can ask something of, without `models/` in front of their names.
 * @see https://ai.google.dev/api/models#method:-models.list
 */
export function parseModels(page: unknown): ModelPage {
  const { models, nextPageToken } = membersOf(page);
  return {
    models: objectsIn(models).filter(isUsable).flatMap(toModel),
    nextPageToken: textOf(nextPageToken) || undefined,
  };
}

const usable = ['generateContent', 'embedContent', 'batchEmbedContents', 'predict'];

/** A model that does not tell what it can do may do everything. */
function isUsable({ supportedGenerationMethods: methods }: Members): boolean {
  return !Array.isArray(methods) || methods.some((method) => usable.includes(method));
}

function toModel({ name }: Members): Model[] {
  const id = textOf(name).replace(/^models\//, '');
  return id === '' ? [] : [{ id, object: 'model', created: 0, owned_by: 'google' }];
}
