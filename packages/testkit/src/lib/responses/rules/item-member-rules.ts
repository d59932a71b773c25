import { findChanged } from '../compare-item.ts';
import { itemStepOf, type SeenEvent } from '../stream-state.ts';
import { isName, objectOf, show } from '../wire-object.ts';
import type { Rule, Rules } from './rule.ts';

const itemChanged: Rule = (seen) =>
  itemStepOf(seen) === 'close' && seen.item !== undefined
    ? findChanged(objectOf(seen.event.item), seen.item)
    : undefined;

/** Reasoning may do without. */
const withStatus: readonly unknown[] = ['message', 'function_call', 'custom_tool_call'];

function onStatus(step: 'open' | 'close', ...allowed: readonly unknown[]): Rule {
  return (seen) => {
    const { type, status } = objectOf(seen.event.item);
    if (itemStepOf(seen) !== step || !isName(type)) return undefined;
    const isRight = allowed.includes(status) || (status == null && !withStatus.includes(type));
    return isRight ? undefined : `status is ${show(status)} in ${seen.type}`;
  };
}

function callIdOf(seen: SeenEvent): unknown {
  const { type, call_id: id } = objectOf(seen.event.item);
  const isCall = type === 'function_call' || type === 'custom_tool_call';
  return itemStepOf(seen) === 'open' && isCall ? (id ?? null) : undefined;
}

const invalidCallId: Rule = (seen) => {
  const id = callIdOf(seen);
  if (id === undefined || (isName(id) && id.length <= 64)) return undefined;
  return `call_id is ${show(id)}`;
};

const duplicateCallId: Rule = (seen, { items }) => {
  const id = callIdOf(seen);
  if (!isName(id) || seen.item !== undefined) return undefined;
  return items.some(({ added }) => added.call_id === id) ? `call_id ${id} came before` : undefined;
};

/** What stands in an item when it is added and when it is done. */
export const itemMemberRules: Rules = {
  ITEM_CHANGED: itemChanged,
  ADDED_ITEM_STATUS: onStatus('open', 'in_progress'),
  DONE_ITEM_STATUS: onStatus('close', 'completed', 'incomplete'),
  INVALID_CALL_ID: invalidCallId,
  DUPLICATE_CALL_ID: duplicateCallId,
};
