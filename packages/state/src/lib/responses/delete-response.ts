import { leaseMs } from '../kit/heartbeat.ts';
import { readAll } from '../kit/read-all.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import {
  childIdOf,
  childKind,
  hiddenItemKind,
  itemKind,
  type KeptResponse,
  responseKey,
  responseKind,
} from './kept-response.ts';

/**
 * Deletes a response, with all that belongs to it. One that others go on from is hidden instead, and goes
 * with the last of them: what they were asked is theirs, too.
 * @param holder who deletes it.
 * @returns false where somebody else holds it, or has deleted it.
 */
export async function deleteResponse(
  store: TenantStore,
  { id, value }: Held<KeptResponse>,
  holder: string,
): Promise<boolean> {
  const key = responseKey(id);
  // Whoever goes on from it names its epoch at the first write: none begins from here on.
  const epoch = await store.acquire(responseKind, id, holder, leaseMs);
  if (epoch === undefined) return false;
  const guard = { ...key, epoch };
  if (await hasChildren(store, id)) {
    const hidden: KeptResponse = { ...value, response: bare(value.response), isHidden: true };
    const changes: ChangeOf[] = [
      { type: 'update', ...key, value: hidden },
      ...(await hideItems(store, id)),
      { type: 'dropEvents', log: id },
      { type: 'release', ...guard },
    ];
    return store.write(changes, guard);
  }
  if (!(await store.write(deletions(id, value.previous), guard))) return false;
  await sweepHidden(store, value.previous);
  return true;
}

/** Whoever looks for an item by its id alone must not come upon these. */
async function hideItems(store: TenantStore, owner: string): Promise<ChangeOf[]> {
  const items = await readAll<unknown>(store, itemKind, { owner });
  return items.flatMap(({ kind, id, label, text, createdAt }): ChangeOf[] => [
    // First, so that its large pieces are never without a record.
    { type: 'insert', kind: hiddenItemKind, owner, id, label, text, createdAt },
    { type: 'delete', kind, owner, id },
  ]);
}

async function hasChildren(store: TenantStore, id: string): Promise<boolean> {
  const children = await store.list(childKind, { owner: id, limit: 1, order: 'asc' });
  return (children?.held.length ?? 0) > 0;
}

function deletions(id: string, previous: string | undefined): ChangeOf[] {
  return [
    { type: 'delete', kind: responseKind, owner: '', id },
    ...(previous === undefined
      ? []
      : [{ type: 'delete', kind: childKind, owner: previous, id: childIdOf(id) } as const]),
  ];
}

/** Ancestors that were kept for this one alone. */
async function sweepHidden(store: TenantStore, first: string | undefined): Promise<void> {
  for (let id = first; id !== undefined; ) {
    const held = await store.get<KeptResponse>(responseKind, id);
    if (!held?.value.isHidden || (await hasChildren(store, id))) return;
    await store.write(deletions(id, held.value.previous));
    id = held.value.previous;
  }
}

/** What a continuation needs of it. */
function bare({ id, status }: KeptResponse['response']): KeptResponse['response'] {
  return { id, status };
}
