import { type Members, textOf } from './members.ts';
import { createItemId } from './repair-names.ts';

/** A text that grows by deltas. */
export interface RepairedText {
  /** What has gone on so far. */
  told: string;
}

export interface RepairedPart extends RepairedText {
  readonly type: string;
  /** Its place among the item's parts. */
  readonly index: number;
  /** The place that the upstream gives it. */
  readonly given: unknown;
  isDone: boolean;
}

/** The lists of parts that an item may have. */
export type PartList = 'content' | 'summary';

export interface RepairedItem {
  readonly type: string;
  readonly id: string;
  /** What the upstream calls it. Empty: by no name yet that is this item's alone. */
  readonly names: Set<string>;
  /** The place that the upstream gives it. */
  readonly given: unknown;
  /** Its place in the response; none while it cannot be told, as a call whose name is unknown. */
  index: number | undefined;
  /** As the upstream began it. */
  members: Members;
  isOpen: boolean;
  readonly content: RepairedPart[];
  readonly summary: RepairedPart[];
  /** Arguments or input of a call. */
  readonly input: RepairedText;
  /** Of a call that cannot be told yet: its arguments so far. */
  held: string;
}

/** A stream as far as it has been told on. */
export interface RepairState {
  createId(prefix: string): string;
  isCreated: boolean;
  isInProgress: boolean;
  readonly items: RepairedItem[];
  /** How many of the items have been told. */
  toldItems: number;
  /** What the event at hand is told as. */
  out: Members[];
}

export function createRepairState(createId: (prefix: string) => string): RepairState {
  const start = { isCreated: false, isInProgress: false, toldItems: 0 };
  return { createId, ...start, items: [], out: [] };
}

export function tell(state: RepairState, event: Members): void {
  state.out.push(event);
}

/**
 * The open item that an event is about: by its id; else one that has no name yet (llama.cpp gives
 * calls none, and vLLM's message has its reasoning's), or that stands at the same place (some
 * upstreams draw a new id for every event); without an id, by its place, else the last.
 * @see https://github.com/ggml-org/llama.cpp/issues/20607
 */
export function findItem(
  { items }: RepairState,
  { item_id, output_index }: Members,
  types: readonly string[],
): RepairedItem | undefined {
  const open = items.filter((item) => item.isOpen && types.includes(item.type));
  const name = textOf(item_id);
  if (name === '') return findAt(open, output_index);
  const item = open.find(({ names }) => names.has(name)) ?? findUnnamed(open, output_index);
  item?.names.add(name);
  return item;
}

function findUnnamed(open: RepairedItem[], place: unknown): RepairedItem | undefined {
  const nameless = open.filter(({ names }) => names.size === 0);
  const at = (items: RepairedItem[]) => items.find(({ given }) => given === place);
  return at(nameless) ?? nameless.at(-1) ?? (place === undefined ? undefined : at(open));
}

/** A place that another item of the type is known to have is another item's. */
function findAt(open: RepairedItem[], place: unknown): RepairedItem | undefined {
  const at = open.findLast(({ given }) => given === place);
  const hasPlaces = place !== undefined && open.some(({ given }) => given !== undefined);
  return at ?? (hasPlaces ? undefined : open.at(-1));
}

/** Whether the item of this name has ended. */
export function hasEnded({ items }: RepairState, name: unknown): boolean {
  return items.some((item) => !item.isOpen && item.names.has(textOf(name)));
}

/**
 * Takes an item up, without telling it.
 * @param members as the upstream says it begins, or as it is at its end.
 * @param given the place that the upstream gives it.
 */
export function addItem(state: RepairState, members: Members, given: unknown): RepairedItem {
  const type = textOf(members.type);
  const name = textOf(members.id);
  const isFree = name !== '' && !state.items.some((item) => item.names.has(name));
  const id = isFree ? name : createItemId(type, state.createId);
  const names = isFree ? [id] : textOf(members.call_id) === '' ? [] : [textOf(members.call_id)];
  const item: RepairedItem = {
    type,
    id,
    names: new Set(names),
    given,
    index: undefined,
    members: { ...members, id },
    isOpen: true,
    content: [],
    summary: [],
    input: { told: '' },
    held: '',
  };
  state.items.push(item);
  return item;
}
