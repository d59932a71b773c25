import type { ResponsesStreamEvent } from '@gw/schema';
import { concatBytes, encodeText } from '../bytes.ts';
import { indexMembers } from '../json-members.ts';
import type { StreamFrame } from '../provider.ts';
import { spliceMembers } from '../splice.ts';
import { isMembers, lookUpTable, type Members, textOf } from './members.ts';
import { hasOpaqueReasoning } from './opaque-items.ts';
import {
  addAnnotation,
  addItem,
  addPart,
  endItem,
  type Follow,
  followCall,
  followPart,
} from './stamp-items.ts';
import {
  begin,
  corrections,
  mustHide,
  openResponse,
  type StampState,
  toClient,
} from './stamp-state.ts';

type EventFrame = Extract<StreamFrame<ResponsesStreamEvent>, { kind: 'event' }>;

/**
 * An event of an upstream that speaks Responses itself. It goes on as its own bytes; only snapshots
 * are corrected where they differ from what the client asked, and opaque reasoning is taken out that
 * only we asked for. What has gone by is remembered, for a stream that breaks off.
 */
export function passFrame(state: StampState, frame: EventFrame): readonly EventFrame[] {
  if (state.final) return [frame];
  return state.wasQueued ? passBehindQueue(state, frame) : [passOne(state, frame)];
}

/**
 * Of a response that was queued the beginning is ours, whatever its upstream says there, and what follows
 * is numbered from it.
 */
function passBehindQueue(state: StampState, frame: EventFrame): EventFrame[] {
  const { type, response } = frame.event as unknown as Members;
  const opening = begin(state, isMembers(response) ? response : {}).map(toFrame);
  if (beginnings.has(textOf(type))) return opening;
  const number = state.sequence;
  const passed = renumber(passOne(state, frame), number);
  state.sequence = number + 1;
  return [...opening, passed];
}

const beginnings = new Set(['response.created', 'response.queued', 'response.in_progress']);

function toFrame(event: ResponsesStreamEvent): EventFrame {
  return { kind: 'event', name: event.type, event };
}

function passOne(state: StampState, frame: EventFrame): EventFrame {
  const event = frame.event as unknown as Members;
  const { type, sequence_number: told } = event;
  const { sequence: number } = state;
  follows[textOf(type)]?.(state, event);
  // The upstream's own number counts: whatever we must add comes behind it.
  state.sequence = (typeof told === 'number' ? told : number) + 1;
  if (isMembers(event.response)) return passSnapshot(state, frame, event, event.response);
  if (state.hidesOpaque && hasOpaqueReasoning(event.item)) {
    return rewrite(frame, { item: toClient(state, event.item) });
  }
  return frame;
}

/** What the client has seen by now; what these would say of it is the upstream's to say. */
const follows = lookUpTable<Follow>({
  'response.output_item.added': addItem,
  'response.output_item.done': endItem,
  'response.content_part.added': addPart('content'),
  'response.reasoning_summary_part.added': addPart('summary'),
  'response.output_text.delta': followPart('content', 'output_text'),
  'response.output_text.annotation.added': addAnnotation,
  'response.refusal.delta': followPart('content', 'refusal'),
  'response.reasoning.delta': followPart('content', 'reasoning_text'),
  'response.reasoning_text.delta': followPart('content', 'reasoning_text'),
  'response.reasoning_summary_text.delta': followPart('summary', 'summary_text'),
  'response.function_call_arguments.delta': followCall,
  'response.custom_tool_call_input.delta': followCall,
});

function passSnapshot(
  state: StampState,
  frame: EventFrame,
  event: Members,
  told: Members,
): EventFrame {
  if (!state.base) openResponse(state, told);
  const edits = corrections(state, told);
  if (isEnd(event)) state.final = { ...told, ...edits };
  if (mustHide(state, told.output)) {
    edits.output = told.output.map((item) => toClient(state, item));
  }
  return Object.keys(edits).length === 0 ? frame : rewriteSnapshot(frame, told, edits);
}

function isEnd({ type }: Members): boolean {
  return type === 'response.completed' || type === 'response.incomplete';
}

function rewrite(frame: EventFrame, edits: Members): EventFrame {
  const event = { ...frame.event, ...edits } as unknown as ResponsesStreamEvent;
  return { ...frame, event, raw: undefined };
}

/** Edits the snapshot in the bytes it came in, so that all its other members stay as they are. */
function rewriteSnapshot(frame: EventFrame, told: Members, edits: Members): EventFrame {
  const rewritten = rewrite(frame, { response: { ...told, ...edits } });
  const raw = frame.raw && spliceData(frame.raw, (json) => spliceResponse(json, edits));
  return raw ? { ...rewritten, raw } : rewritten;
}

/** The same for the event's number. */
function renumber(frame: EventFrame, number: number): EventFrame {
  if ((frame.event as { sequence_number?: unknown }).sequence_number === number) return frame;
  const edits = { sequence_number: number };
  const rewritten = rewrite(frame, edits);
  const raw = frame.raw && spliceData(frame.raw, (json) => splice(json, edits));
  return raw ? { ...rewritten, raw } : rewritten;
}

const newline = 0x0a;
const dataField = encodeText('data:');

/** Edits the JSON in the bytes of a frame. */
function spliceData(
  raw: Uint8Array,
  edit: (json: Uint8Array) => Uint8Array | undefined,
): Uint8Array | undefined {
  const data = dataSpan(raw);
  const edited = data && edit(raw.subarray(data.start, data.end));
  return edited && concatBytes([raw.subarray(0, data.start), edited, raw.subarray(data.end)]);
}

function spliceResponse(json: Uint8Array, edits: Members): Uint8Array | undefined {
  const span = indexMembers(json).spans.findLast(({ name }) => name === 'response');
  if (!span) return undefined;
  const response = splice(json.subarray(span.valueStart, span.end), edits);
  return concatBytes([json.subarray(0, span.valueStart), response, json.subarray(span.end)]);
}

function splice(json: Uint8Array, edits: Members): Uint8Array {
  return spliceMembers(json, indexMembers(json), new Map(Object.entries(edits)));
}

/** Frames that keep their bytes have one line of data. */
function dataSpan(raw: Uint8Array): { start: number; end: number } | undefined {
  for (let start = 0; start < raw.length; ) {
    const found = raw.indexOf(newline, start);
    const end = found < 0 ? raw.length : found;
    const isData = dataField.every((byte, offset) => raw[start + offset] === byte);
    if (isData) return { start: start + dataField.length, end };
    start = end + 1;
  }
  return undefined;
}
