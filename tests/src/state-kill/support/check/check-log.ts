import type { StateStore } from '@gw/state';
import { ask, eventsIn, type Members } from '../ask.ts';
import { count, expectSame, type Findings } from './findings.ts';

/** A response with a log, wherever that is to be read. */
export interface Logged {
  /** Names it in what is found. */
  readonly what: string;
  readonly tenant: string;
  readonly response: Members;
  readonly isBackground: boolean;
  readonly url: string;
  readonly store: StateStore;
}

/** The log of a stream is whole, is what is replayed, and ends as the response does. */
export async function checkLog(logged: Logged, findings: Findings): Promise<void> {
  const { what, tenant, response, isBackground, url } = logged;
  const events = await readLog(logged, findings);
  const replay = await ask(`${url}/v1/responses/${response.id}?stream=true`, { tenant });
  expectSame(`${what}, log and replay`, events, eventsIn(replay.text), findings);
  checkEnd(what, response, events, findings);
  if (isBackground && response.status === 'failed') checkFailure(what, response, events, findings);
}

/** @returns the events of a log, when they follow one another without gap or twin. */
async function readLog(
  { what, tenant, response, store }: Logged,
  { problems }: Findings,
): Promise<Members[]> {
  const batches = await store.readEvents(tenant, response.id, -1, everything);
  let next = 0;
  for (const { first, last, events } of batches) {
    const numbers = eventsIn(events).map(({ sequence_number }) => sequence_number);
    const expected = Array.from({ length: last - first + 1 }, (_, at) => next + at);
    if (first !== next || numbers.join() !== expected.join())
      problems.push(`${what} has a batch ${first} to ${last} of ${numbers}, expected from ${next}`);
    next = last + 1;
  }
  return batches.flatMap(({ events }) => eventsIn(events));
}

function checkEnd(
  what: string,
  response: Members,
  events: readonly Members[],
  findings: Findings,
): void {
  const types = events.map(({ type }) => type);
  const ends = types.filter((type) => /^response\.(completed|failed|incomplete)$/.test(type));
  const isLast = ends.length === 1 && types.at(-1) === ends[0];
  if (!isLast) findings.problems.push(`${what} has a log that ends with ${types.slice(-4)}`);
  const told = events.at(-1)?.response;
  expectSame(`${what}, end of its log`, told, response, findings);
}

/** Background work goes on in another process as long as it has told nothing. */
function checkFailure(
  what: string,
  { error, conversation }: Members,
  events: readonly Members[],
  findings: Findings,
): void {
  // It waited for its turn, and did not get it.
  if (conversation && error?.code === 'conversation_locked') {
    count(findings, 'background locked');
    return;
  }
  const hasTold = events.some(({ type }) => type === 'response.output_item.added');
  if (error?.code !== 'server_error') findings.problems.push(`${what}: ${JSON.stringify(error)}`);
  if (!hasTold) findings.problems.push(`${what} had told nothing, and was not made again`);
}

const everything = 1_000_000;
