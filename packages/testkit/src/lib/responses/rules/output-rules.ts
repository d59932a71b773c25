import { findChanged, findOtherText } from '../compare-item.ts';
import { isTerminal } from '../event-kinds.ts';
import type { ItemState, SeenEvent, StreamState } from '../stream-state.ts';
import { objectOf, objectsOf, show, type WireObject } from '../wire-object.ts';
import type { Rule, Rules } from './rule.ts';

/** The items in the order of their places when the event ends the response; else undefined. */
function itemsAtEnd({ kind }: SeenEvent, { items }: StreamState): ItemState[] | undefined {
  if (kind?.about !== 'response' || !isTerminal(kind.phase)) return undefined;
  return items.toSorted((a, b) => Number(a.outputIndex) - Number(b.outputIndex));
}

function outputOf({ event }: SeenEvent): WireObject[] {
  return objectsOf(objectOf(event.response).output);
}

/** The final output is the items in their order. One that failed may leave out what was open. */
const finalOutputItems: Rule = (seen, state) => {
  const items = itemsAtEnd(seen, state);
  if (items === undefined) return undefined;
  const shown = outputOf(seen).map(({ id }) => id);
  const isOpen = (id: unknown) => items.some((item) => item.id === id && item.done === undefined);
  const hasFailed = seen.type === 'response.failed';
  const told = items.filter(({ done }) => done !== undefined || !hasFailed).map(({ id }) => id);
  const compared = hasFailed ? shown.filter((id) => !isOpen(id)) : shown;
  const isSame = JSON.stringify(compared) === JSON.stringify(told);
  return isSame ? undefined : `output is ${show(shown)}, not ${show(told)}`;
};

const finalOutputContent: Rule = (seen, state) =>
  itemsAtEnd(seen, state)
    ?.filter(({ done }) => done !== undefined)
    .map((item) => {
      const shown = outputOf(seen).find(({ id }) => id === item.id);
      const fault = shown && (findChanged(shown, item) ?? findOtherText(shown, item));
      return fault && `In the final output ${item.id}: ${fault}`;
    })
    .find((fault) => fault !== undefined);

/** Nothing goes on behind an item that was cut off. */
const incompleteItemNotLast: Rule = (seen, state) => {
  const cut = itemsAtEnd(seen, state)?.slice(0, -1).find(isIncomplete);
  return cut && `${cut.id} is incomplete, and there are items behind it`;
};

const incompleteItemInCompletedResponse: Rule = (seen, state) => {
  if (seen.type !== 'response.completed') return undefined;
  const cut = itemsAtEnd(seen, state)?.find(isIncomplete);
  return cut && `${cut.id} is incomplete, and the response is completed`;
};

function isIncomplete({ done }: ItemState): boolean {
  return done?.status === 'incomplete';
}

export const outputRules: Rules = {
  FINAL_OUTPUT_ITEMS: finalOutputItems,
  FINAL_OUTPUT_CONTENT: finalOutputContent,
  INCOMPLETE_ITEM_NOT_LAST: incompleteItemNotLast,
  INCOMPLETE_ITEM_IN_COMPLETED_RESPONSE: incompleteItemInCompletedResponse,
};
