import type { Change, RecordKey } from '@gw/state';

export const tenant = 'acme';

type Insert = Extract<Change, { readonly type: 'insert' }>;
type Remove = Extract<Change, { readonly type: 'delete' }>;

/** Records of one kind, which is all that most tests need. */
export function keyOf(id: string, owner = ''): RecordKey {
  return { tenant, kind: 'note', owner, id };
}

export function insert(id: string, more: Partial<Insert> = {}): Insert {
  return { type: 'insert', kind: 'note', owner: '', id, createdAt: 1_000, body: '{}', ...more };
}

export function remove(id: string): Remove {
  return { type: 'delete', kind: 'note', owner: '', id };
}

/** Waits until it holds. */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 10_000) {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not so after ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
