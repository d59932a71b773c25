import type { StateStore, StoredRecord } from '@gw/state';
import { inBatches } from '../../../support/in-batches.ts';
import { get, type Members } from '../ask.ts';
import type { Ledger } from '../ledger.ts';
import { checkConversation } from './check-conversation.ts';
import { checkGiven } from './check-given.ts';
import { checkItems } from './check-items.ts';
import { checkLog } from './check-log.ts';
import { checkOwners } from './check-owners.ts';
import { count, type Findings, terminalStatuses } from './findings.ts';

export interface Checked {
  /** Of a gateway. */
  readonly url: string;
  /** The one behind it. */
  readonly store: StateStore;
  readonly ledger: Ledger;
  readonly conversations: Readonly<Record<string, readonly string[]>>;
  /** How many calls the model got, by their numbers. */
  readonly calls: ReadonlyMap<number, number>;
}

const kinds = ['response', 'item', 'child', 'begun', 'job', 'cancel', 'context', 'log'];
const conversationKinds = ['conversation', 'conversation_item'];
const forEver = Number.MAX_SAFE_INTEGER;
const everything = 1_000_000;

/** Everything that must hold once nothing runs any more. */
export async function checkState(checked: Checked): Promise<Findings> {
  const findings: Findings = { problems: [], counts: {} };
  const records = await readAll(checked.store);
  checkOwners(records, findings);
  await inBatches(checked.ledger.given, 8, (given) => checkGiven(given, checked.url, findings));
  const turns: Turns = new Map();
  const responses = records.filter(({ kind }) => kind === 'response');
  await inBatches(responses, 8, async (record) => {
    await checkResponse(record, checked, turns, findings);
  });
  for (const [tenant, ids] of Object.entries(checked.conversations)) {
    for (const id of ids) {
      await checkConversation(tenant, id, checked.url, turns.get(id) ?? [], findings);
    }
  }
  return findings;
}

/** Numbers of the calls that were finished turns, by conversation. */
type Turns = Map<string, number[]>;

async function readAll(store: StateStore): Promise<readonly StoredRecord[]> {
  const lists = [...kinds, ...conversationKinds].map((kind) =>
    store.listOlder(kind, forEver, everything),
  );
  return (await Promise.all(lists)).flat();
}

/** A response that is kept, whether its client has heard of it or not. */
async function checkResponse(
  { tenant, id, body }: StoredRecord,
  { url, store, calls }: Checked,
  turns: Turns,
  findings: Findings,
): Promise<void> {
  const { problems } = findings;
  const response = await get(`${url}/v1/responses/${id}`, { tenant });
  const { isStreamed, isBackground } = JSON.parse(body) as Members;
  const what = `${id} (${isBackground ? 'background' : 'foreground'}, ${response.status})`;
  count(findings, `${isBackground ? 'background' : 'foreground'} ${response.status}`);
  if (!terminalStatuses.includes(response.status)) {
    problems.push(`${what} has not ended`);
    return;
  }
  const number = await checkItems(what, tenant, response, url, findings);
  if (response.status === 'completed') {
    if (isBackground && (calls.get(number) ?? 0) > 1) count(findings, 'background made again');
    const turn = response.conversation?.id;
    if (turn) turns.set(turn, [...(turns.get(turn) ?? []), number]);
  }
  if (isStreamed) await checkLog({ what, tenant, response, isBackground, url, store }, findings);
}
