import { isMembers, objectsIn } from '@gw/provider-utils';
import type { Model } from '@gw/schema';

/**
 * The models in a listing. What has no name is left out.
 * @param owner of all of them: the listing does not tell.
 * @see https://docs.ollama.com/api/tags
 */
export function parseModels(listing: unknown, owner: string): readonly Model[] {
  const models = isMembers(listing) ? (listing.models as readonly unknown[]) : [];
  return objectsIn(models).flatMap((model) => parseModel(model, owner) ?? []);
}

function parseModel(entry: unknown, owner: string): Model | undefined {
  const { model, name, modified_at } = entry as Readonly<Record<string, unknown>>;
  const id = [model, name].find((value) => typeof value === 'string' && value !== '');
  if (id === undefined) return undefined;
  const time = Date.parse(String(modified_at));
  const created = Number.isNaN(time) ? 0 : Math.max(0, Math.floor(time / 1000));
  return { id: id as string, object: 'model', created, owned_by: owner };
}
