import type { ResponsesDraft } from '@gw/core';
import { isMembers, type Members, membersOf, objectsIn, textOf } from './members.ts';

type Growing = Record<string, unknown>;

/**
 * Puts a whole answer together from the drafts that would tell it as a stream, so that a provider that
 * converts another wire into drafts says the same in both.
 * @param drafts events of a draft, in their order.
 */
export function collectDrafts(drafts: readonly object[]): ResponsesDraft {
  const items = new Map<unknown, Growing>();
  let response: Members = {};
  for (const draft of drafts as readonly Members[]) {
    if (draft.response) response = { ...response, ...membersOf(draft.response) };
    else if (draft.item) takeItem(items, draft);
    else takeDelta(items.get(draft.output_index), draft);
  }
  return { ...response, output: [...items.values()] } as ResponsesDraft;
}

/** What an item says at its end stands over what it said at its start. */
function takeItem(items: Map<unknown, Growing>, { output_index, item }: Members): void {
  items.set(output_index, { ...items.get(output_index), ...membersOf(item) });
}

/** Calls grow in a member of their own, texts in a part. */
function takeDelta(item: Growing | undefined, draft: Members): void {
  if (!item) return;
  const { type, part, annotation } = draft;
  const list = 'summary_index' in draft ? 'summary' : 'content';
  if (part) item[list] = [...objectsIn(item[list]), { ...membersOf(part) }];
  else if (type === 'response.function_call_arguments.delta') grow(item, 'arguments', draft);
  else if (type === 'response.custom_tool_call_input.delta') grow(item, 'input', draft);
  else if (annotation) append(partOf(item, list, draft), 'annotations', [annotation]);
  else grow(partOf(item, list, draft), fieldOf(type), draft);
}

function fieldOf(type: unknown): string {
  return type === 'response.refusal.delta' ? 'refusal' : 'text';
}

/** The part that a draft names, or the last one. */
function partOf(
  item: Growing,
  list: string,
  { content_index, summary_index }: Members,
): Growing | undefined {
  const place = content_index ?? summary_index ?? -1;
  const parts: readonly unknown[] = Array.isArray(item[list]) ? item[list] : [];
  const part = parts.at(Number(place));
  return isMembers(part) ? part : undefined;
}

function grow(members: Growing | undefined, name: string, { delta, logprobs }: Members): void {
  if (!members || typeof delta !== 'string') return;
  members[name] = textOf(members[name]) + delta;
  if (Array.isArray(logprobs)) append(members, 'logprobs', logprobs);
}

function append(members: Growing | undefined, name: string, more: readonly unknown[]): void {
  if (!members) return;
  const before: readonly unknown[] = Array.isArray(members[name]) ? members[name] : [];
  members[name] = [...before, ...more];
}
