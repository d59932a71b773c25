import { isMembers } from '@gw/provider-utils';
import type { Model } from '@gw/schema';

/**
 * The models in a listing, `{ "models": ["rocket-1"] }`.
 * @param owner of all of them.
 * @see https://docs.acme.example/api/models
 */
export function parseModels(listing: unknown, owner: string): readonly Model[] {
  const models = isMembers(listing) && Array.isArray(listing.models) ? listing.models : [];
  const names = models.filter((name): name is string => typeof name === 'string' && name !== '');
  return names.map((id) => ({ id, object: 'model', created: 0, owned_by: owner }));
}
