import { createItemId, isItemId } from './item-ids.ts';
import { editMembers, readMembers, writeMembers } from './json-text.ts';
import type { Members } from './members.ts';

/** An item on its way into the store: the sender's own text, completed to what lists must show. */
export interface KeptItem {
  /** The sender's own where it can be kept, else made. */
  readonly id: string;
  readonly type: string;
  /** Whether the sender gave this id. */
  readonly isNamed: boolean;
  readonly text: string;
}

/**
 * An item as it is kept. A message's text is listed as one part, and what clients read as finished
 * says so; no `phase` is null.
 * @param text of an object with a `type`, or with a `role`.
 */
export function toKeptItem(text: string): KeptItem {
  const item = JSON.parse(text) as Members;
  const type = typeOf(item);
  const isNamed = typeof item.id === 'string' && isItemId(item.id);
  const id = isNamed ? (item.id as string) : createItemId(type);
  const edits: Record<string, string | undefined> = {};
  if (id !== item.id) edits.id = JSON.stringify(id);
  if (type !== item.type && type !== '') edits.type = JSON.stringify(type);
  if (item.status == null && withStatus.has(type)) edits.status = '"completed"';
  if (type === 'message' && typeof item.content === 'string')
    edits.content = partsOf(text, item.role);
  if (item.phase === null) edits.phase = undefined;
  const isChanged = Object.keys(edits).length > 0;
  return { id, type, isNamed, text: isChanged ? editMembers(text, edits) : text };
}

/** The same item under another id, where its own is taken. */
export function renameItem({ type, text }: KeptItem): KeptItem {
  const id = createItemId(type);
  return { id, type, isNamed: false, text: editMembers(text, { id: JSON.stringify(id) }) };
}

/** What has a role and no type is a message. */
function typeOf({ type, role }: Members): string {
  if (typeof type === 'string') return type;
  return role == null ? '' : 'message';
}

/** Clients' types require it of these. */
const withStatus: ReadonlySet<string> = new Set([
  'message',
  'function_call',
  'function_call_output',
  'computer_call_output',
]);

/** An assistant's text is output, wherever it stands: upstreams refuse it as input. */
function partsOf(text: string, role: unknown): string {
  const content = readMembers(text).findLast(({ name }) => name === 'content')?.text ?? '""';
  const part = { name: 'text', text: content };
  const type = (name: string) => ({ name: 'type', text: JSON.stringify(name) });
  const annotations = { name: 'annotations', text: '[]' };
  const members =
    role === 'assistant' ? [type('output_text'), part, annotations] : [type('input_text'), part];
  return `[${writeMembers(members)}]`;
}
