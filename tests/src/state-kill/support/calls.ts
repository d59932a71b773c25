import { pause } from '../../support/until.ts';
import { ask, type Members } from './ask.ts';
import { toInput } from './scripted-model.ts';

/** A call as it went. */
export interface Call {
  readonly name: string;
  /** In ms, by `performance.now()`. */
  readonly began: number;
  readonly ended: number;
  readonly status: number;
  readonly text: string;
}

/** What calls name that need something. */
export interface Known {
  readonly response: string;
  readonly conversation: string;
}

/** Calls that the store has no part in. */
export const statelessCalls: readonly string[] = ['stateless', 'statelessStream'];

const responses = '/v1/responses';

/** All kinds of calls, by name. */
const calls: Readonly<Record<string, (known: Known) => { path: string; body?: Members }>> = {
  stateless: () => ({ path: responses, body: plain({ store: false }) }),
  statelessStream: () => ({ path: responses, body: plain({ store: false, stream: true }) }),
  stored: () => ({ path: responses, body: plain() }),
  storedStream: () => ({ path: responses, body: plain({ stream: true }) }),
  background: () => ({ path: responses, body: plain({ background: true }) }),
  continuation: ({ response }) => ({
    path: responses,
    body: plain({ previous_response_id: response }),
  }),
  turn: ({ conversation }) => ({ path: responses, body: plain({ conversation }) }),
  show: ({ response }) => ({ path: `${responses}/${response}` }),
  list: () => ({ path: responses }),
  newConversation: () => ({ path: '/v1/conversations', body: {} }),
};

export const callNames: readonly string[] = Object.keys(calls);

export function plain(more: Members = {}): Members {
  const script = { number: 1, first: 5, words: 3, every: 5 };
  return { model: 'm', input: toInput(script), ...more };
}

/** Makes one and the same call over and over. @returns ends that. */
export function keepCalling(
  name: string,
  url: string,
  { known, tenant, done }: { known: Known; tenant: string; done: Call[] },
): () => Promise<void> {
  let isOver = false;
  const calling = (async () => {
    while (!isOver) {
      const { path = '', body } = calls[name]?.(known) ?? {};
      const began = performance.now();
      const { status, text } = await ask(url + path, { tenant, ...(body && { body }) });
      done.push({ name, began, ended: performance.now(), status, text });
      await pause(20);
    }
  })();
  return () => {
    isOver = true;
    return calling;
  };
}
