import type { Model } from '@gw/schema';

type Json = Readonly<Record<string, unknown>>;

/**
 * The models in a listing: OpenAI's `{ data: […] }`, `{ models: […] }` or a bare list, of objects
 * or names. What has no name is left out; what else is missing gets a default.
 * @param owner for models that do not tell theirs.
 */
export function parseModels(listing: unknown, owner: string): readonly Model[] {
  const { data, models } = (listing ?? {}) as Json;
  const entries = [listing, data, models].find(Array.isArray) ?? [];
  return entries.flatMap((entry: unknown) => parseModel(entry, owner) ?? []);
}

function parseModel(entry: unknown, owner: string): Model | undefined {
  const fields = (typeof entry === 'string' ? { id: entry } : (entry ?? {})) as Json;
  const id = [fields.id, fields.name, fields.model].find(isName);
  if (id === undefined) return undefined;
  const created = Number.isSafeInteger(fields.created) ? (fields.created as number) : 0;
  const ownedBy = isName(fields.owned_by) ? fields.owned_by : owner;
  return { id, object: 'model', created, owned_by: ownedBy };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
