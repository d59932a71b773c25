import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import { type Members, membersOf, textOf } from './members.ts';

/** A response of which only that is told which the upstream said. */
export type DraftResponse = Pick<ResponseResource, 'status' | 'output'> & Partial<ResponseResource>;

interface GrowingItem {
  members: Record<string, unknown>;
  readonly content: Record<string, unknown>[];
  readonly summary: Record<string, unknown>[];
}

/** Puts a whole answer together from the events that tell it, so that both say the same. */
export function collectDrafts(events: readonly ResponsesStreamEvent[]): DraftResponse {
  const items = new Map<string, GrowingItem>();
  let ended: Members = {};
  for (const event of events as readonly unknown[] as readonly Members[]) {
    if (event.response) ended = membersOf(event.response);
    else if (event.item) takeItem(items, membersOf(event.item));
    else takeDelta(items.get(textOf(event.item_id)), event);
  }
  return { ...ended, output: [...items.values()].map(toItem) } as unknown as DraftResponse;
}

function takeItem(items: Map<string, GrowingItem>, told: Members): void {
  const id = textOf(told.id);
  const item = items.get(id);
  if (item) item.members = { ...item.members, ...told };
  else items.set(id, { members: { ...told }, content: [], summary: [] });
}

/** Each part that is added is the one that grows; calls grow in a member of their own. */
function takeDelta(item: GrowingItem | undefined, event: Members): void {
  if (!item) return;
  const { type, part, delta, logprobs } = event;
  const list = 'summary_index' in event ? item.summary : item.content;
  if (part) list.push({ ...membersOf(part) });
  if (typeof delta !== 'string') return;
  if (type === 'response.function_call_arguments.delta') grow(item.members, 'arguments', delta);
  else if (type === 'response.custom_tool_call_input.delta') grow(item.members, 'input', delta);
  else grow(list.at(-1) ?? {}, 'text', delta, logprobs);
}

function grow(
  members: Record<string, unknown>,
  name: string,
  delta: string,
  logprobs?: unknown,
): void {
  members[name] = textOf(members[name]) + delta;
  if (Array.isArray(logprobs)) {
    members.logprobs = [...((members.logprobs as unknown[]) ?? []), ...logprobs];
  }
}

function toItem({ members, content, summary }: GrowingItem): Members {
  if (members.type === 'message') return { ...members, content };
  return members.type === 'reasoning' ? { ...members, summary } : members;
}
