import { isTerminal } from '../event-kinds.ts';
import type { StreamState } from '../stream-state.ts';
import { show } from '../wire-object.ts';

/** What is wrong with a stream that ends here: one text for each fault. */
type EndRule = (state: StreamState) => string[];

const responseNotTerminated: EndRule = (state) =>
  isTerminal(state.phase) ? [] : [`The stream ends while the response is ${state.phase}`];

const itemNotTerminated: EndRule = (state) => openItems(state).map(({ id }) => `${id} is not done`);

const contentPartNotTerminated: EndRule = (state) =>
  openItems(state).flatMap(({ id, parts }) =>
    parts
      .filter((part) => !part.isDone)
      .map(({ kind, index }) => `The part ${show(index)} of the ${kind} of ${id} is not done`),
  );

/** Where a response fails, what was open stays so. */
function openItems({ items, phase }: StreamState) {
  return phase === 'failed' ? [] : items.filter(({ done }) => done === undefined);
}

export const endRules: Readonly<Record<string, EndRule>> = {
  RESPONSE_NOT_TERMINATED: responseNotTerminated,
  ITEM_NOT_TERMINATED: itemNotTerminated,
  CONTENT_PART_NOT_TERMINATED: contentPartNotTerminated,
};
