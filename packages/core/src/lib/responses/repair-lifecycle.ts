import { isMembers, lookUpTable, type Members, textOf, withoutNulls } from './members.ts';
import { onTerminal } from './repair-ending.ts';
import { onItemAdded, onItemDone, onPart } from './repair-items.ts';
import { type TextKind, textKinds } from './repair-kinds.ts';
import { type RepairStage, saying } from './repair-stage.ts';
import { createRepairState, findItem, hasEnded, type RepairState, tell } from './repair-state.ts';
import { complete, itemFor, placeOfText, textFor } from './repair-text.ts';

type Handler = (state: RepairState, event: Members) => void;

/** Opens what nothing opened, names what has no name, ends what nothing ended. */
export function openLifecycle(createId: (prefix: string) => string): RepairStage {
  const state = createRepairState(createId);
  return (event) => {
    state.out = [];
    const name = renamed[textOf(event.type)];
    const told = name ? { ...event, type: name } : event;
    const type = textOf(told.type);
    const handle = handlers[type] ?? onOther;
    if (!preamble.includes(type) && type !== 'error') begin(state, event);
    handle(state, told);
    return state.out;
  };
}

/**
 * vLLM's own names.
 * @see https://github.com/vllm-project/vllm/pull/24938
 */
const renamed = lookUpTable<string>({
  'response.reasoning_part.added': 'response.content_part.added',
  'response.reasoning_part.done': 'response.content_part.done',
});

const preamble = ['response.created', 'response.queued', 'response.in_progress'];

const handlers = lookUpTable<Handler>({
  'response.created': onPreamble,
  'response.queued': onPreamble,
  'response.in_progress': onPreamble,
  'response.output_item.added': onItemAdded,
  'response.output_item.done': onItemDone,
  'response.content_part.added': onPart,
  'response.content_part.done': onPart,
  'response.reasoning_summary_part.added': onPart,
  'response.reasoning_summary_part.done': onPart,
  'response.output_text.annotation.added': onAnnotation,
  'response.completed': onTerminal,
  'response.incomplete': onTerminal,
  'response.failed': onTerminal,
  ...Object.fromEntries(textKinds.flatMap(textHandlers)),
});

function textHandlers(kind: TextKind): [string, Handler][] {
  return [
    [`${kind.stem}.delta`, (state, event) => onDelta(state, event, kind)],
    [`${kind.stem}.done`, (state, event) => onWhole(state, event, kind)],
  ];
}

/** Each of them once, and `response.created` first. */
function onPreamble(state: RepairState, event: Members): void {
  const { type } = event;
  if (!state.isCreated) {
    state.isCreated = true;
    tell(state, saying(event, { type: 'response.created' }));
  }
  if (type === 'response.created' || state.isInProgress) return;
  state.isInProgress = type === 'response.in_progress';
  tell(state, event);
}

/** The response as far as it is known: whoever tells it whole fills in the rest. */
function begin(state: RepairState, { response: told }: Members): void {
  if (state.isInProgress) return;
  const { id, model, created_at, service_tier } = isMembers(told) ? told : {};
  const response = withoutNulls({ id, model, created_at, service_tier, status: 'in_progress' });
  onPreamble(state, { type: 'response.in_progress', sequence_number: 0, response });
}

function onDelta(state: RepairState, event: Members, kind: TextKind): void {
  const { delta } = event;
  if (typeof delta !== 'string') return;
  const item = itemFor(state, event, kind);
  if (item.index === undefined) {
    item.held += delta;
    return;
  }
  const slot = textFor(state, item, kind, event);
  slot.told += delta;
  tell(state, saying(event, placeOfText(item, kind, slot)));
}

/** Some tell a text only here, not in deltas. */
function onWhole(state: RepairState, event: Members, kind: TextKind): void {
  const whole = textOf(event[kind.field]);
  const isLate = hasEnded(state, event.item_id) || whole === '';
  if (isLate && !findItem(state, event, [kind.itemType])) return;
  const item = itemFor(state, event, kind);
  if (item.index === undefined) {
    item.held = whole;
    return;
  }
  const slot = textFor(state, item, kind, event);
  complete(state, item, kind, whole, slot);
  tell(state, saying(event, placeOfText(item, kind, slot)));
}

function onAnnotation(state: RepairState, event: Members): void {
  const kind = textKinds[0] as TextKind;
  const item = itemFor(state, event, kind);
  const slot = textFor(state, item, kind, event);
  tell(state, saying(event, placeOfText(item, kind, slot)));
}

/** Events of hosted tools: only where their items stand may have changed. */
function onOther(state: RepairState, event: Members): void {
  const item = state.items.find(({ names }) => names.has(textOf(event.item_id)));
  const hasPlace = 'output_index' in event && item?.index !== undefined;
  tell(state, hasPlace ? saying(event, { output_index: item.index }) : event);
}
