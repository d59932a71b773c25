import { createHash } from 'node:crypto';
import type { Change, Content, Piece, RecordKey } from '@gw/state';

export const tenant = 'acme';

export function keyOf(id: string, owner = ''): RecordKey {
  return { tenant, kind: 'note', owner, id };
}

export function insert(
  id: string,
  { owner = '', body = `"${id}"`, ...more }: Partial<Content> & { readonly owner?: string } = {},
): Change {
  return { type: 'insert', kind: 'note', owner, id, createdAt: 1000, body, ...more };
}

export function remove(id: string, owner = ''): Change {
  return { type: 'delete', kind: 'note', owner, id };
}

export function append(log: string, first: number, events = `[${first}]`): Change {
  return { type: 'append', log, first, last: first, events };
}

export function pieceOf(text: string): Piece & { readonly text: string } {
  return { at: 1, hash: createHash('sha256').update(text).digest('hex'), text };
}
