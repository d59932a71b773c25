import { isTerminal, type Phase } from './event-kinds.ts';
import { indexOfPart, type SeenEvent, type StreamState } from './stream-state.ts';
import { isName, isObject, objectOf } from './wire-object.ts';

/**
 * Takes an event into the state. What breaks a rule changes as little as it can, so that one fault
 * is told once and not again with every event behind it.
 */
export function applyEvent(seen: SeenEvent, state: StreamState): void {
  const { event, kind } = seen;
  const { sequence_number: sequence } = event;
  const told = Number.isInteger(sequence) ? Number(sequence) : state.nextSequence;
  state.nextSequence = Math.max(told, state.nextSequence) + 1;
  switch (kind?.about) {
    case 'response':
      if (rankOf(kind.phase) > rankOf(state.phase)) state.phase = kind.phase;
      if (isObject(event.response)) state.first ??= event.response;
      break;
    case 'error':
      state.hasFailed = true;
      break;
    case 'item':
      applyToItem(seen, state);
      break;
    case 'content':
    case 'summary':
      applyToPart(seen);
      break;
    default:
  }
}

const order: readonly Phase[] = ['idle', 'created', 'queued', 'in_progress'];

/** A response never goes back, whatever an event says. */
function rankOf(phase: Phase): number {
  return isTerminal(phase) ? order.length : order.indexOf(phase);
}

function applyToItem({ event, kind, item }: SeenEvent, { items }: StreamState): void {
  if (kind?.about !== 'item') return;
  if (kind.step === 'open') {
    const added = objectOf(event.item);
    if (item !== undefined || !isName(added.id)) return;
    const { id, type } = added;
    const outputIndex = event.output_index;
    items.push({ id, type, outputIndex, added, done: undefined, parts: [], ...unwritten });
    return;
  }
  if (item === undefined || item.done !== undefined) return;
  if (kind.step === 'close') item.done = objectOf(event.item);
  else write(item, kind.step, event);
}

function applyToPart({ event, kind, item, part }: SeenEvent): void {
  if (kind?.about !== 'content' && kind?.about !== 'summary') return;
  if (item === undefined || item.done !== undefined) return;
  if (kind.step === 'open') {
    if (part !== undefined) return;
    const index = indexOfPart(event, kind.about);
    const { type } = objectOf(event.part);
    item.parts.push({ kind: kind.about, index, type, isDone: false, ...unwritten });
    return;
  }
  if (part === undefined) return;
  if (kind.step === 'close') part.isDone = true;
  else write(part, kind.step, event);
}

const unwritten = { text: '', isWritten: false };

function write(
  target: { text: string; isWritten: boolean },
  step: 'delta' | 'done' | 'note',
  event: SeenEvent['event'],
): void {
  if (step === 'delta' && typeof event.delta === 'string') target.text += event.delta;
  if (step === 'done') target.isWritten = true;
}
