import { invalid, missing, wrongType } from './faults.ts';
import { createItemId, isItemId } from './item-ids.ts';
import { editMembers, readMembers, writeMembers } from './json-text.ts';
import { refuseTwice } from './read-body.ts';

/** An item on its way into the store: the sender's own text, completed to what lists must show. */
export interface KeptItem {
  /** The sender's own where it can be kept, else made. */
  readonly id: string;
  readonly type: string;
  /** Whether the sender gave this id. */
  readonly isNamed: boolean;
  readonly text: string;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * What every item needs so that it can be kept and listed; all else is the model's to judge.
 * @param text of any JSON value.
 * @throws {GatewayError} naming the field, as `items[2].type`.
 */
export function checkItem(text: string, param: string): void {
  if (!text.startsWith('{')) throw wrongType(param, 'an object', JSON.parse(text));
  refuseTwice(readMembers(text), param);
  const item = JSON.parse(text) as Members;
  const { id, type, role, content } = item;
  if (type == null && role == null) throw missing(`${param}.type`);
  if (type != null && typeof type !== 'string') throw wrongType(`${param}.type`, 'a string', type);
  if (type === '') throw invalid(`${param}.type`, 'it must not be empty.');
  if (id != null && typeof id !== 'string') throw wrongType(`${param}.id`, 'a string', id);
  if (typeOf(item) === 'message') checkMessage(role, content, param);
}

function checkMessage(role: unknown, content: unknown, param: string): void {
  if (role == null) throw missing(`${param}.role`);
  if (typeof role !== 'string') throw wrongType(`${param}.role`, 'a string', role);
  if (content === undefined) throw missing(`${param}.content`);
  if (typeof content === 'string') return;
  const place = `${param}.content`;
  if (!Array.isArray(content)) throw wrongType(place, 'a string or an array of parts', content);
  const odd = content.findIndex((part) => typeof part !== 'object' || part === null);
  if (odd >= 0) throw wrongType(`${place}[${odd}]`, 'an object', content[odd]);
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
