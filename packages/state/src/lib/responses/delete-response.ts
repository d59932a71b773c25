import type { ChangeOf, Held, TenantStore } from '../kit/tenant-store.ts';
import { childIdOf, childKind, type KeptResponse, responseKind } from './kept-response.ts';

/**
 * Deletes a response, with all that belongs to it. One that others go on from is hidden instead, and goes
 * with the last of them: what they were asked is theirs, too.
 */
export async function deleteResponse(
  store: TenantStore,
  { id, value }: Held<KeptResponse>,
): Promise<void> {
  if (await hasChildren(store, id)) {
    const hidden: KeptResponse = { ...value, response: bare(value.response), isHidden: true };
    await store.write([
      { type: 'update', kind: responseKind, owner: '', id, value: hidden },
      { type: 'dropEvents', log: id },
    ]);
    return;
  }
  await store.write(deletions(id, value.previous));
  await sweepHidden(store, value.previous);
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
