import { itemStepOf } from '../stream-state.ts';
import { isName, objectOf, show } from '../wire-object.ts';
import type { Rule, Rules } from './rule.ts';

const malformedItem: Rule = (seen) => {
  const step = itemStepOf(seen);
  if (step !== 'open' && step !== 'close') return undefined;
  const { id, type } = objectOf(seen.event.item);
  return isName(id) && isName(type) ? undefined : `item is ${show(seen.event.item)}`;
};

const duplicateItem: Rule = (seen) =>
  itemStepOf(seen) === 'open' && seen.item !== undefined
    ? `The item ${seen.item.id} was added before`
    : undefined;

const unknownItem: Rule = (seen) => {
  const step = itemStepOf(seen);
  if (step === undefined || step === 'open' || seen.item !== undefined) return undefined;
  const id = step === 'close' ? objectOf(seen.event.item).id : seen.event.item_id;
  // Without an id it is malformed, which is told already.
  if (step === 'close' && !isName(id)) return undefined;
  return `${seen.type} speaks of ${show(id)}, which was not added`;
};

/** added → active → done: nothing for an item that is finished, and its text is finished once. */
const invalidItemTransition: Rule = (seen) => {
  const { type, kind, item } = seen;
  const step = itemStepOf(seen);
  if (item === undefined || step === undefined || step === 'open') return undefined;
  if (item.done !== undefined) return `${type} comes when ${item.id} is done`;
  if (kind?.about !== 'item') return undefined;
  if (step === 'inside') {
    return item.isWritten ? `${type} comes when the text of ${item.id} is done` : undefined;
  }
  const isCall = item.type === 'function_call' || item.type === 'custom_tool_call';
  const isWhole = objectOf(seen.event.item).status === 'completed';
  return isCall && isWhole && !item.isWritten ? `${item.id} is done before its text` : undefined;
};

/** Each item that is added has the next index. */
const outputIndexGap: Rule = (seen, { items }) => {
  if (itemStepOf(seen) !== 'open' || seen.item !== undefined) return undefined;
  const { output_index: index } = seen.event;
  return index === items.length ? undefined : `output_index ${show(index)} is not ${items.length}`;
};

const outputIndexChanged: Rule = (seen) => {
  const { event, item, type } = seen;
  if (itemStepOf(seen) === 'open' || item === undefined || item.done !== undefined)
    return undefined;
  if (event.output_index === item.outputIndex) return undefined;
  return `${type} has output_index ${show(event.output_index)}, not ${show(item.outputIndex)}`;
};

/** What kinds of parts an item has. Others than these items are not ours to judge. */
const partsOf = new Map<unknown, readonly string[]>([
  ['message', ['content']],
  ['reasoning', ['content', 'summary']],
  ['function_call', []],
  ['custom_tool_call', []],
  ['compaction', []],
]);

const itemTypeMismatch: Rule = (seen) => {
  const { kind, item, type } = seen;
  if (kind === undefined || item === undefined || itemStepOf(seen) !== 'inside') return undefined;
  const isRight =
    kind.about === 'item'
      ? 'type' in kind && kind.type === item.type
      : (partsOf.get(item.type)?.includes(kind.about) ?? true);
  return isRight ? undefined : `${type} is no event of a ${show(item.type)}`;
};

export const itemRules: Rules = {
  MALFORMED_ITEM: malformedItem,
  DUPLICATE_ITEM: duplicateItem,
  UNKNOWN_ITEM: unknownItem,
  INVALID_ITEM_TRANSITION: invalidItemTransition,
  OUTPUT_INDEX_GAP: outputIndexGap,
  OUTPUT_INDEX_CHANGED: outputIndexChanged,
  ITEM_TYPE_MISMATCH: itemTypeMismatch,
};
