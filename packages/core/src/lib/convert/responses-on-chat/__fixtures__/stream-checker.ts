import type { ResponsesStreamEvent } from '@gw/schema';
import { unwrapOpaque } from '../../../opaque.ts';

type Members = Record<string, unknown>;

/** An item as the deltas of its stream tell it. */
export interface CheckedItem {
  type: string;
  id: string;
  status: string;
  /** Texts of its parts by place: `output_text 0`, `summary 1`. */
  texts: Record<string, string>;
  /** Of a call. */
  call?: { call_id: unknown; name: unknown; namespace?: unknown; input: string };
  annotations: unknown[];
  /** What its opaque content holds. */
  opaque?: unknown;
}

export interface CheckedStream {
  /** Rules of the state machine that the stream breaks. */
  violations: string[];
  items: CheckedItem[];
  /** The response of the last event. */
  ended: Members;
}

interface Checking extends CheckedStream {
  phase: 'idle' | 'created' | 'ended';
  open: Map<string, CheckedItem>;
}

/** Follows a converter's events through the states of a response, its items and their parts. */
export function checkEvents(events: readonly ResponsesStreamEvent[]): CheckedStream {
  const checking: Checking = {
    violations: [],
    items: [],
    ended: {},
    phase: 'idle',
    open: new Map(),
  };
  for (const event of events) checkEvent(checking, event as unknown as Members);
  if (checking.phase !== 'ended') checking.violations.push('the response does not end');
  const { violations, items, ended } = checking;
  return { violations, items, ended };
}

function checkEvent(checking: Checking, event: Members): void {
  const type = String(event.type);
  const report = (problem: string) => checking.violations.push(`${problem}: ${type}`);
  if (event.sequence_number !== 0) report('numbered');
  if (checking.phase === 'ended') report('behind the end');
  if (type === 'response.created') {
    if (checking.phase !== 'idle') report('begins twice');
    checking.phase = 'created';
    return;
  }
  if (checking.phase === 'idle') report('before the beginning');
  if (type === 'response.completed' || type === 'response.incomplete') {
    endResponse(checking, event.response as Members, report);
  } else if (type === 'response.output_item.added') addItem(checking, event, report);
  else checkInItem(checking, event, type, report);
}

type Report = (problem: string) => void;

function endResponse(checking: Checking, response: Members, report: Report): void {
  checking.phase = 'ended';
  checking.ended = response;
  if (checking.open.size > 0) report('with open items');
  const cutOff = checking.items.findIndex((item) => item.status === 'incomplete');
  if (cutOff < 0) return;
  if (cutOff !== checking.items.length - 1) report('an item that was cut off is not the last');
  if (response.status !== 'incomplete') report('an item was cut off, the response was not');
}

function addItem(checking: Checking, event: Members, report: Report): void {
  const { type, id, status, call_id, name, namespace } = event.item as Members;
  if (event.output_index !== checking.items.length) report('out of place');
  if (checking.items.some((item) => item.id === id)) report('id used twice');
  if (status !== 'in_progress') report('begins as done');
  const isCall = type === 'function_call' || type === 'custom_tool_call';
  const beside = namespace === undefined ? {} : { namespace };
  const item: CheckedItem = {
    type: String(type),
    id: String(id),
    status: String(status),
    texts: {},
    annotations: [],
    ...(isCall && { call: { call_id, name, ...beside, input: '' } }),
  };
  checking.items.push(item);
  checking.open.set(item.id, item);
}

function checkInItem(checking: Checking, event: Members, type: string, report: Report): void {
  const told = event.item as Members | undefined;
  const item = checking.open.get(String(event.item_id ?? told?.id));
  if (!item) report('of an item that is not open');
  else if (checking.items[Number(event.output_index)] !== item) report('out of place');
  else if (told) endItem(checking, item, told, report);
  else if (type.endsWith('part.added')) addPart(item, event, report);
  else if (type === 'response.output_text.annotation.added') addAnnotation(item, event, report);
  else addDelta(item, event, type, report);
}

function addAnnotation(item: CheckedItem, event: Members, report: Report): void {
  if (item.texts[`output_text ${event.content_index}`] === undefined) report('of no open part');
  if (event.annotation_index !== item.annotations.length) report('out of place');
  item.annotations.push(event.annotation);
}

function addDelta(item: CheckedItem, event: Members, type: string, report: Report): void {
  if (event.delta === '' && !event.logprobs) report('says nothing');
  const key = partKey(event, type);
  if (item.call) item.call.input += String(event.delta);
  else if (item.texts[key] === undefined) report('of no open part');
  else item.texts[key] += String(event.delta);
}

function endItem(checking: Checking, item: CheckedItem, told: Members, report: Report): void {
  if (told.type !== item.type) report('other type');
  checking.open.delete(item.id);
  item.status = String(told.status);
  const { encrypted_content: sealed } = told;
  if (typeof sealed === 'string') item.opaque = unwrapOpaque(sealed)?.content;
}

function addPart(item: CheckedItem, event: Members, report: Report): void {
  const part = event.part as Members;
  const isSummary = part.type === 'summary_text';
  const index = isSummary ? event.summary_index : event.content_index;
  const before = Object.keys(item.texts).filter((key) => key.startsWith('summary') === isSummary);
  if (index !== before.length) report('out of place');
  item.texts[isSummary ? `summary ${index}` : `${part.type} ${index}`] = '';
}

function partKey(event: Members, type: string): string {
  if (event.summary_index !== undefined) return `summary ${event.summary_index}`;
  const kinds: Record<string, string> = {
    'response.output_text.delta': 'output_text',
    'response.refusal.delta': 'refusal',
    'response.reasoning_text.delta': 'reasoning_text',
    'response.reasoning.delta': 'reasoning_text',
  };
  return `${kinds[type]} ${event.content_index}`;
}
